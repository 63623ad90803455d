import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTouchStore } from '../../models/touches.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
let id: string

beforeAll(async () => {
  world = await pageWorld()
  id = await somebodyWithAStory()
})
afterAll(() => world?.close())

const reason = {
  rule: 'promotion-minded@1',
  evidence: 'promotionClicks' as const,
  from: new Date('2025-12-01T00:00:00+08:00'),
  until: new Date('2026-03-01T00:00:00+08:00'),
  count: 3,
  of: 6,
  share: 0.5,
  events: [],
}

/** A customer who bought, got a tag, and was left without a message. */
async function somebodyWithAStory(): Promise<string> {
  const { customers } = world.kelu
  const now = world.clock.now()
  const at = (hoursAgo: number) => new Date(now.getTime() - hoursAgo * 3_600_000)
  const person = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: '1' }], {
    source: 'shop',
    at: at(900),
  })
  await customers.change(
    person,
    {
      setProfile: { nickname: '郭晓彤', phone: '13800002716' },
      setOwner: 'lilei',
      addTags: [{ name: '送礼', kind: 'manual' }],
      setConsent: { sms: { state: 'granted', source: '下单页勾选' } },
    },
    'seed',
  )
  await customers.change(person, { preferences: [{ name: '关注促销', reason }] }, 'seed:preferences')
  const did: [string, number, Record<string, unknown>][] = [
    [
      'order.paid',
      800,
      { orderId: 'A1', amountFen: 26_800, items: [{ name: '玫瑰舒缓精华水', quantity: 2 }] },
    ],
    ['miniprogram.entered', 5, { path: '/pages/home' }],
    ['product.viewed', 4, { productId: '玫瑰舒缓精华水' }],
  ]
  for (const [name, hours, props] of did) {
    const event = { _id: `seed:${name}`, customerId: person._id, name, at: at(hours), props, source: 'seed' }
    await customers.hear(event)
  }
  await createTouchStore(world.kelu.connection).insert({
    _id: `seed:${person._id}:1:hello:1`,
    customerId: person._id,
    messageId: 'last-hours',
    purpose: 'marketing',
    state: 'skipped',
    channel: 'sms',
    rev: 0,
    attempts: [],
    decisions: [
      {
        at: at(20),
        gate: 'capSlot',
        verdict: 'skip',
        reason: 'dayCapFull',
        final: true,
        inputs: { perDay: 2, perWeek: 5 },
      },
    ],
    links: {},
    createdAt: at(20),
    isTest: false,
  })
  return person._id
}

it.each(Object.entries(widths))('a customer is found and told on a %s, with no fault', async (_, width) => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/customers', width)
  await page.getByLabel('找客户').fill('郭晓')
  await page.getByRole('link', { name: '郭晓彤' }).click()
  await page.getByRole('heading', { name: '客户 360°' }).waitFor()
  await page.getByText('当天已发 2 条，到了「每天 2 条」的上限，所以没发。').first().waitFor()
  await page.getByText('付款 ¥268.00').waitFor()
  await page.getByText('偏好规则「关注促销」第 1 版').waitFor()
  await page.getByText('2025年12月1日至2026年2月28日，6 次点击里 3 次是促销（50%）').waitFor()
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('a number is shown once somebody says why', async () => {
  const { page, close } = await world.openPage('marketer', `/customers/${id}`)
  await page.getByRole('button', { name: /显示/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '显示' }).click()
  await page.getByText('写明理由，至少 2 个字').waitFor()
  expect(await page.getByText('+8613800002716').count()).toBe(0)
  await page.getByLabel('理由').fill('客户来电核对')
  await page.getByRole('dialog').getByRole('button', { name: '显示' }).click()
  await page.getByText('+8613800002716').waitFor()
  await close()
})

it.each(Object.entries(widths))(
  'a child is told as one on a %s, their guardian noted and taken back',
  async (name, width) => {
    const { customers } = world.kelu
    const claim = { kind: 'ext' as const, system: 'shop', value: `child-${name}` }
    const child = await customers.getOrCreate([claim], { source: 'shop', at: world.clock.now() })
    const birthday = { personal: new Date('2018-05-20') }
    await customers.change(
      child,
      { setProfile: { nickname: '小朋友' }, setTraits: { birthday } },
      `child ${name}`,
    )
    const { page, axe, faults, close } = await world.openPage('marketer', `/customers/${child._id}`, width)
    const line = page.locator('#guardian')
    await line.getByText('未满 14 岁，没有监护人同意，不发营销信息').waitFor()
    await line.getByRole('button', { name: '记录监护人同意' }).click()
    const noting = page.getByRole('dialog', { name: '记录监护人同意' })
    await noting.getByRole('button', { name: '记录' }).click()
    await noting.getByText('写明凭证在哪里').waitFor()
    await noting.getByLabel('同意文字的版本').fill('2026-03')
    await noting.getByLabel('凭证在哪里').fill('纸质同意书 0312，西湖店')
    expect(await axe()).toEqual([])
    await noting.getByRole('button', { name: '记录' }).click()
    await line.getByText('凭证：纸质同意书 0312，西湖店').waitFor()
    expect((await customers.find(child._id))?.consent.guardian).toMatchObject({
      state: 'granted',
      textVersion: '2026-03',
    })
    expect(await axe()).toEqual([])
    await line.getByRole('button', { name: '撤回监护人同意' }).click()
    const taking = page.getByRole('dialog', { name: '撤回监护人同意' })
    await taking.getByLabel('理由').fill('家长来电撤回')
    await taking.getByRole('button', { name: '撤回' }).click()
    await line.getByText('监护人不同意').waitFor()
    expect(faults).toEqual([])
    await close()
  },
)

it('勿扰 is set for thirty days over one channel, told with until when and by whom, and lifted', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `/customers/${id}`, widths.phone)
  await page.getByRole('button', { name: '设勿扰' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('选渠道').click()
  await dialog.getByLabel('理由').fill('客户说短信太多')
  await dialog.getByRole('button', { name: '设勿扰' }).click()
  await dialog.getByText('至少选一个渠道').waitFor()
  await dialog.getByText('短信', { exact: true }).click()
  expect(await axe()).toEqual([])
  await dialog.getByRole('button', { name: '设勿扰' }).click()
  await page.getByText(/^短信：到 \d+ 年/).waitFor()
  await page.getByRole('button', { name: '取消勿扰' }).click()
  const lifting = page.getByRole('dialog', { name: '取消勿扰' })
  await lifting.getByLabel('理由').fill('客户改主意了')
  await lifting.getByRole('button', { name: '取消勿扰' }).click()
  await page.locator('#quiet').getByText('无').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('what her orders make of her is told with her own numbers', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `/customers/${id}`)
  await page.getByRole('button', { name: '怎么算出来的' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByText('¥268.00 ÷ 1 单').waitFor()
  await panel.getByText('还没有间隔：要至少两个购买日').waitFor()
  await panel.getByText('shop:A1').waitFor()
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('an open page shows what happens to her, and what she agreed to, without being asked', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `/customers/${id}`)
  await page.getByRole('button', { name: '授权记录' }).click()
  await page.getByRole('dialog').getByText('同意接收短信').waitFor()
  expect(await axe()).toEqual([])
  await page.keyboard.press('Escape')
  const { customers } = world.kelu
  await customers.hear({
    _id: 'seed:later',
    customerId: id,
    name: 'product.viewed',
    at: world.clock.now(),
    props: { productId: '新的精华' },
    source: 'seed',
  })
  await page.getByText('新的精华').waitFor()
  expect(faults).toEqual([])
  await close()
})
