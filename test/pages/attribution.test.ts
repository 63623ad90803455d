import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Touch } from '../../models/touch.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await pageWorld()
  const { customers, connection } = world.kelu
  const daysAgo = (days: number) => new Date(world.clock.now().getTime() - days * 86_400_000)
  let made = 0
  const hear = (customerId: string, name: string, at: Date, props: Record<string, unknown>) =>
    customers.hear({ _id: `seed-${++made}`, customerId, name, at, props, source: 'seed' })
  async function send(customerId: string, messageId: string, channel: 'sms' | 'welcome', days: number) {
    const [_id, at] = [`touch-${++made}`, daysAgo(days)]
    await connection.collection<Touch>('touches').insertOne({
      ...{ _id, customerId, messageId, channel, purpose: 'marketing', state: 'sent', rev: 1 },
      ...{ attempts: [], decisions: [], links: {}, createdAt: at, sentAt: at, isTest: false },
    })
    await hear(customerId, 'message.sent', at, { touchId: _id, messageId, channel })
  }
  async function aBuyer(nickname: string): Promise<string> {
    const { _id } = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: `buyer-${++made}` }], {
      ...{ source: 'shop', at: daysAgo(60) },
    })
    await customers.change(_id, { setProfile: { nickname } }, `seed-${made}`)
    return _id
  }
  const [both, one, none] = [await aBuyer('徐明轩'), await aBuyer('王思雨'), await aBuyer('刘静')]
  await send(both, 'welcome-default', 'welcome', 9)
  await send(both, 'wake-up-coupon', 'sms', 4)
  await send(one, 'wake-up-coupon', 'sms', 5)
  await hear(both, 'order.paid', daysAgo(3), { orderId: '1001', amountFen: 30_001 })
  await hear(both, 'order.refunded', daysAgo(2), { orderId: '1001', refundId: 'r', amountFen: 1_000 })
  await hear(one, 'order.paid', daysAgo(2), { orderId: '1002', amountFen: 8_000 })
  await hear(none, 'order.paid', daysAgo(2), { orderId: '1003', amountFen: 700 })
  await world.settle()
})
afterAll(() => world?.close())

it.each(Object.entries(widths))(
  '市场 sees which contact the money is given to, on a %s',
  async (_, width) => {
    const { page, axe, faults, close } = await world.openPage('marketer', '/attribution', width)
    await page.getByText('差得最多：末次触达比首次触达少算 ¥290.01').waitFor()
    const told = await page.locator('#content').innerText()
    expect(told).toContain('归到触达的营收')
    expect(told).toContain('¥370.01')
    expect(told).toContain('占 50.0%')
    expect(told).toContain('回答不了「不发会怎样」')
    // An odd fen goes to the earlier one.
    for (const amount of ['¥145.01', '¥225.00', '¥80.00']) expect(told).toContain(amount)
    expect(told.match(/¥370\.01/g)?.length).toBeGreaterThanOrEqual(width === widths.phone ? 1 : 4)
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  },
)

it('every amount opens its orders, and every order its contacts', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/attribution')
  await page.getByRole('button', { name: /线性平均 ¥225\.00，看订单/ }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('link', { name: '1001' }).waitFor()
  expect(await panel.innerText()).toMatch(/分到 ¥145\.00[\s\S]*1002[\s\S]*分到 ¥80\.00/)
  expect(await axe()).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /没碰过任何触达，看订单/ }).click()
  await page.getByRole('dialog').getByText('付款前没有触达').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('首次触达', { exact: true }).first().click()
  await page.getByRole('button', { name: '怎么算的' }).click()
  await page.getByText('合计分毫不差。').first().waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})

it('what there is none of is said in words', async () => {
  const { page, axe, faults, close } = await world.openPage(
    'analyst',
    '/attribution?period=lastMonth&store=-&group=high',
  )
  await page.getByText('这些天还没有归到触达的订单').waitFor()
  expect(await page.locator('#content').innerText()).not.toContain('NaN')
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})
