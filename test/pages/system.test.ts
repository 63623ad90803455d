import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSealing } from '../../domain/customers/sealing.ts'
import { createContactSyncStore } from '../../models/contact-sync.ts'
import { createDraftStore } from '../../models/drafts.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import { createStaffStore } from '../../models/staff.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await pageWorld({ journeys: ['lead-nurture', 'wake-sleeping-members', 'lost-friend'] })
  const { connection, doctor } = world.kelu
  const at = world.clock.now()
  const { dataKeys: data, blindIndexKey: blindIndex } = world.config
  const { seal } = createSealing({ data, blindIndex })
  const record = {
    source: 'shop',
    kind: 'order.paid',
    at,
    receivedAt: at,
    state: 'failed',
    tries: 5,
    dueAt: at,
    lease: null,
    note: 'platform.unavailable',
    expiresAt: new Date(Date.now() + 86_400_000),
    payload: seal(
      JSON.stringify({ event: { buyer: { phone: '+8613800000417' }, orderId: '2026112600321' } }),
    ),
  }
  const inbox = connection.collection<{ _id: string }>('inbox')
  await inbox.insertMany(['shop:1', 'shop:2'].map((_id) => ({ ...record, _id })))
  await doctor.checkAll()
  await aRound(world)
  await aWaveOfFailures(world)
})

/** Of 120 text messages of a flow ten minutes ago, 12 were refused for their content. */
async function aWaveOfFailures({ kelu, clock, pass }: PageWorld): Promise<void> {
  const at = new Date(clock.now().getTime() - 10 * 60_000)
  const touches = kelu.connection.collection<{ _id: string }>('touches')
  await touches.insertMany(
    Array.from({ length: 120 }, (_, n) => {
      const refused = { outcome: 'refused', code: 'CONTENT_KEYWORD' }
      const attempt = { ref: `wave-${n}#1`, channel: 'sms', at, message: 'recall-benefit@1' }
      return {
        ...{ _id: `wave-${n}`, customerId: `c-${n}`, messageId: 'recall-benefit', purpose: 'marketing' },
        ...{ state: n < 12 ? 'failed' : 'sent', journeyId: 'wake-sleeping-members', channel: 'sms', rev: 1 },
        attempts: [{ ...attempt, ...(n < 12 ? refused : { outcome: 'sent' }) }],
        ...{ decisions: [], links: {}, createdAt: at, sentAt: at, isTest: false },
      }
    }),
  )
  await pass(60_000)
}

/** A round that ended with somebody skipped, and one that is under way. */
async function aRound({ kelu, clock, config }: PageWorld): Promise<void> {
  const corp = config.wecom?.corpId ?? ''
  const store = createContactSyncStore(kelu.connection)
  const at = clock.now()
  await store.known(corp, at)
  const skipped = [{ userid: 'wangwu', name: '王五', code: '60011' }]
  const counts = {
    staff: 12,
    people: 900,
    wechat: 880,
    withUnionid: 870,
    matched: 412,
    friendships: 950,
    born: 900,
  }
  for (const change of [{ counts, skipped, done: 12 }, null]) {
    await store.begin(corp, { at, isAsked: true })
    const begun = (await store.find(corp))?.running
    if (begun === undefined) throw new Error('no round was begun')
    const round = { ...begun, step: 1, stage: 'friends' as const, members: 12, ...(change ?? { done: 5 }) }
    await store.goneOn(corp, begun, round)
    if (change) await store.end(corp, round, new Date(at.getTime() + 95_000))
  }
}

afterAll(() => world?.close())

/** Those that have something to show here; the others look as `every-state.proof.ts` has seen them. */
const places = [
  ['/callbacks', '回调记录'],
  ['/doctor', '体检'],
  ['/running', '运行'],
  ['/overview', '总览'],
  ['/alerts', '预警'],
  ['/alerts/smsFailures%3A1', '短信失败率超过 5%'],
  ['/contact-sync', '客户同步'],
] as const

it.each(Object.entries(widths))(
  'pages of 系统 with something on them have no fault and nothing axe finds on a %s',
  async (_, width) => {
    const { page, axe, faults, follow, close } = await world.openPage('owner', '/', width)
    for (const [path, heading] of places) {
      await follow(path)
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
      expect(await axe(), path).toEqual([])
    }
    expect(faults).toEqual([])
    await close()
  },
)

it('a failed callback is looked at and replayed with all of the same cause', async () => {
  const { page, faults, axe, close } = await world.openPage('operator', '/callbacks')
  await page.getByRole('button', { name: '订单付款' }).first().click()
  await page.getByText('2 条都是这个原因').waitFor()
  expect(await page.locator('pre').innerText()).toContain('138****0417')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '重放这 2 条' }).click()
  await page.getByText('2 条已排上').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('an alert leads to the message it is of, and to a draft of the flow without the channel that fails', async () => {
  const { page, faults, axe, follow, close } = await world.openPage('marketer', '/alerts/smsFailures%3A1')
  await page.getByRole('button', { name: '换内容' }).click()
  await page.getByRole('heading', { level: 1, name: '回归礼' }).waitFor()
  await follow('/alerts/smsFailures%3A1')
  await page.getByText('「删好友挽回」的这一步自己写了走哪些渠道').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '换渠道' }).click()
  await page.waitForURL(/journeys\/lost-friend\?step=recall$/)
  await page.getByRole('heading', { level: 1, name: '删好友挽回' }).waitFor()
  expect(await createDraftStore(world.kelu.connection).find('journey:lost-friend')).toMatchObject({
    text: expect.stringContaining(
      'send: { message: recall-benefit, channels: [ wecom ], whenCapped: next day }',
    ),
  })
  expect(faults).toEqual([])
  await close()
})

it('an alert is taken up, its flow held by one press, and closed with cause and action (M18)', async () => {
  const { page, faults, axe, close } = await world.openPage('marketer', '/')
  await page.getByRole('link', { name: /^预警/ }).first().click()
  await page.getByRole('link', { name: '短信失败率超过 5%' }).click()
  await page.getByText('12 条失败里 12 条是这样：CONTENT_KEYWORD 12 条').waitFor()
  expect(await page.getByText(/^还剩/).first().innerText()).toMatch(/^还剩 (2 小时|1 小时 5\d 分)/)
  await page.getByRole('button', { name: '我来查' }).click()
  await page.getByText('周敏看到，接手处理').waitFor()
  expect(await page.getByRole('button', { name: '先选原因' }).isDisabled()).toBe(true)
  await page.getByText('内容', { exact: true }).click()
  await page.getByRole('button', { name: /^停下 \d+/ }).click()
  await page.getByText('已经停了').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '记下并关闭' }).click()
  await page.getByText('写下原因和处理，关闭').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('all marketing is held from the header with a reason, and everybody is told', async () => {
  const { page, faults, axe, close } = await world.openPage('marketer', '/')
  await page.getByRole('button', { name: '全部暂停营销' }).click()
  await page.getByText('停在原地').waitFor()
  expect(await axe()).toEqual([])
  await page.getByLabel('原因（记入操作记录）').fill('短信失败率偏高')
  await page.getByRole('button', { name: '全部暂停', exact: true }).click()
  await page.getByText('起全部暂停，周敏停的：短信失败率偏高').waitFor()
  await page.getByRole('button', { name: '恢复营销' }).waitFor()
  expect(faults).toEqual([])
  await close()
})

it('somebody is invited, and their link is shown once', async () => {
  const { page, faults, axe, close } = await world.openPage('owner', '/members')
  await page.getByRole('button', { name: '邀请成员' }).click()
  await page.getByLabel('登录名').fill('a b')
  await page.getByLabel('姓名').fill('刘洋')
  await page.getByRole('button', { name: '邀请，给链接' }).click()
  await page.getByText('2 到 32 个字母、数字、点、横线或下划线').first().waitFor()
  expect(await axe()).toEqual([])
  await page.getByLabel('登录名').fill('liuyang')
  await page.getByRole('button', { name: '邀请，给链接' }).click()
  expect(await page.getByLabel('一次性链接').inputValue()).toContain('/admin/welcome')
  await page.getByText('还没登录过').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('a lead sets when their own 门店 is open, and nothing else of it', async () => {
  const { connection, directory } = world.kelu
  const retailStores = createRetailStoreStore(connection)
  const staff = createStaffStore(connection)
  await retailStores.save({ _id: 'XH01', name: '西湖店', department: '门店一部', lead: 'chenjing' })
  await retailStores.save({ _id: 'GZ01', name: '广州店', department: '华南' })
  await staff.save({
    _id: 'xiaoyu',
    name: '小雨',
    department: '门店一部',
    onDuty: true,
    inFallbackPool: false,
  })
  const { page, faults, axe, close } = await world.openPage('lead', '/stores')
  expect(await page.getByRole('button', { name: /修改|删除|新增/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: '广州店的上班时间' }).count()).toBe(0)
  await page.getByRole('button', { name: '西湖店的上班时间' }).click()
  await page.getByText('另定', { exact: true }).click()
  await page.getByLabel('上班', { exact: true }).fill('22:00')
  await page.getByRole('button', { name: '存好' }).click()
  await page.getByText('下班要晚于上班').first().waitFor()
  expect(await axe()).toEqual([])
  await page.getByLabel('上班', { exact: true }).fill('10:00')
  await page.getByLabel('下班', { exact: true }).fill('22:00')
  await page.getByRole('button', { name: '存好' }).click()
  await page.getByText('一二三四五六 10:00–22:00').waitFor()
  expect(faults).toEqual([])
  await close()
  // The clock of follow-ups goes by it.
  await expect.poll(() => directory.hoursOf('xiaoyu')).toMatchObject({ fromMinute: 600, toMinute: 1_320 })
  const departments = await world.openPage('lead', '/departments')
  await departments.page.getByText('小雨').waitFor()
  expect(await departments.page.getByText('华南').count()).toBe(0)
  await departments.close()
})
