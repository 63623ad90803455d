import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import { reachWorld } from '../testing/reach-world.ts'

const message = `
message: preview
name: 双12预告
purpose: marketing
variables: { nickname: { from: customer.nickname, default: 您好 } }
sms:
  text: '{{nickname}}，双12会员日 拒收请回复R'
  templates: { aliyun: SMS_200001 }
`

let world: Awaited<ReturnType<typeof reachWorld>>
let page: Awaited<ReturnType<typeof world.page>>
let people: Record<'plain' | 'other' | 'noPhone' | 'noConsent' | 'doNotDisturb' | 'full', Customer>

const plan = (more: object = {}) => ({
  structure: {
    broadcast: 'double-12',
    name: '双12会员日预告',
    to: { tag: 'VIP' },
    send: { message: 'preview' },
    at: '2026-03-05T10:00:00+08:00',
    ...more,
  },
})

beforeAll(async () => {
  world = await reachWorld()
  await world.publish(message)
  page = await world.page('marketer')
  people = {
    plain: await world.aCustomer({ nickname: '小王' }),
    other: await world.aCustomer(),
    noPhone: await world.aCustomer({ phone: null }),
    noConsent: await world.aCustomer({ granted: false }),
    doNotDisturb: await world.aCustomer({ tags: ['VIP', '勿扰'] }),
    full: await world.aCustomer(),
  }
  for (const touch of ['a', 'b']) {
    const at = new Date('2026-03-05T09:00:00+08:00')
    await world.stores.slots.takeAnyway(people.full._id, { touch, at, channel: 'sms' })
  }
  await world.aCustomer({ tags: [] })
  await world.testAccounts.mark(await world.aCustomer({ nickname: '测试' }))
})
afterAll(() => world.close())

describe('the forecast of a broadcast', () => {
  it('says whom it reaches at its time on what, and who falls out at which gate; test accounts do not count', async () => {
    const { body } = await page.post('/broadcasts/forecast', plan())
    expect(body).toMatchObject({
      total: 6,
      at: '2026-03-05T02:00:00.000Z',
      limits: { perDay: 2, perWeek: 5 },
      smsSegmentFen: 5,
    })
    expect(body.figures).toMatchObject({ people: 6, sent: [{ channel: 'sms', people: 2, segments: 2 }] })
    expect(
      Object.fromEntries(
        body.figures.notSent.map(({ of, people }: { of: string; people: number }) => [of, people]),
      ),
    ).toEqual({ channel: 1, consent: 1, excluded: 1, caps: 1 })
  })

  it('takes no slot and leaves no touch', async () => {
    await page.post('/broadcasts/forecast', plan())
    expect((await world.stores.slots.holder(people.plain._id))?.slots).toEqual([])
    expect(await world.stores.touches.ofCustomers([people.plain._id], 10)).toEqual([])
  })

  it('of another day counts the caps of that day; of a quiet hour says that it comes later', async () => {
    const next = await page.post('/broadcasts/forecast', plan({ at: '2026-03-06T10:00:00+08:00' }))
    expect(next.body.figures.sent).toMatchObject([{ people: 3 }])
    const night = await page.post('/broadcasts/forecast', plan({ at: '2026-03-05T23:00:00+08:00' }))
    expect(night.body.figures.sent).toEqual([])
    expect(night.body.figures.later).toMatchObject([{ of: 'quiet', reason: 'quietHours', people: 3 }])
  })

  it('holds out the same people a run would', async () => {
    const { body } = await page.post('/broadcasts/forecast', plan({ holdout: 50 }))
    const heldOut = body.figures.notSent.find(({ of }: { of: string }) => of === 'holdout')?.people ?? 0
    expect(
      heldOut + body.figures.sent.reduce((sum: number, { people }: { people: number }) => sum + people, 0),
    ).toBeGreaterThan(0)
    expect(body.figures.people).toBe(6)
  })

  it('in slices comes to the same, each going on where the one before ended', async () => {
    const first = await page.post('/broadcasts/forecast/slice', plan())
    expect(first.body).toMatchObject({ figures: { people: 6, sent: [{ people: 2 }] }, next: null })
    const [, , third] = Object.values(people)
      .map(({ _id }) => _id)
      .sort()
    const rest = await page.post('/broadcasts/forecast/slice', { ...plan(), after: third })
    expect(rest.body.figures.people).toBe(3)
  })

  it('names who falls out at a gate, masked, each with the reason', async () => {
    const { body } = await page.post('/broadcasts/forecast/people', { ...plan(), of: 'excluded' })
    expect(body).toEqual({
      items: [
        {
          id: people.doNotDisturb._id,
          name: '没有昵称',
          phone: '138****0005',
          channel: null,
          says: '不打扰：勿扰，不发营销信息',
          next: null,
        },
      ],
      next: null,
    })
    const reached = await page.post('/broadcasts/forecast/people', { ...plan(), of: 'reached' })
    expect(reached.body.items).toHaveLength(2)
  })

  it('is refused with the field that is not written yet, or a time that is over', async () => {
    const unwritten = await page.post('/broadcasts/forecast', plan({ send: {} }))
    expect([unwritten.status, Object.keys(unwritten.body.error.places)]).toEqual([422, ['send.message']])
    const unknown = await page.post('/broadcasts/forecast', plan({ send: { message: 'none' } }))
    expect([unknown.status, unknown.body.error.message]).toEqual([404, '没有找到这条消息'])
    const festival = await page.post(
      '/broadcasts/forecast',
      plan({ at: { festival: '没有的节', at: '10:00' } }),
    )
    expect([festival.status, Object.keys(festival.body.error.places)]).toEqual([422, ['at']])
  })
})

describe('a test of a broadcast', () => {
  it('really goes to the test accounts, under touches of their own, and is noted', async () => {
    const { body } = await page.post('/broadcasts/test', plan())
    expect(body.items).toMatchObject([{ name: '测试', state: 'sent', says: '已发出' }])
    const [tester] = await world.testAccounts.list()
    const [touch] = await world.stores.touches.ofCustomers([tester?._id ?? ''], 10)
    expect(touch).toMatchObject({ _id: expect.stringMatching(/^test:/), state: 'sent', isTest: true })
    const [noted] = await world.stores.auditLog.list({ limit: 1 })
    expect(noted).toMatchObject({ action: 'broadcast.tested', on: 'journey:double-12' })
  })
})

describe('a published broadcast', () => {
  const touch = (customer: Customer, more: Partial<Touch>): Touch => ({
    _id: `past:${customer._id}:send:1`,
    customerId: customer._id,
    messageId: 'preview',
    purpose: 'marketing',
    state: 'sent',
    channel: 'sms',
    rev: 0,
    attempts: [],
    decisions: [],
    links: {},
    isTest: false,
    journeyId: 'past',
    createdAt: world.clock.now(),
    ...more,
  })
  const skipped = (reason: string): Partial<Touch> => ({
    state: 'skipped',
    decisions: [
      { at: world.clock.now(), gate: 'capSlot', verdict: 'skip', reason, channel: 'sms', final: true },
    ],
  })

  beforeAll(async () => {
    const text = (id: string, at: string) =>
      `broadcast: ${id}\nname: ${id}\nto: { tag: VIP }\nsend: { message: preview }\nat: ${at}\n`
    await world.publish(text('past', '2026-03-01T10:00:00+08:00'))
    await world.publish(text('coming', '2027-03-01T10:00:00+08:00'))
    await world.stores.touches.insert(touch(people.plain, { state: 'clicked' }))
    await world.stores.touches.insert(touch(people.other, {}))
    await world.stores.touches.insert(touch(people.full, skipped('dayCapFull')))
    await world.stores.touches.insert(touch(people.noPhone, { state: 'deferred' }))
  })

  it('is listed with its time, people and figures: what runs before what comes', async () => {
    const { items } = (await page.get('/broadcasts')).body
    expect(items).toMatchObject([
      { id: 'past', stage: 'sending', to: expect.stringContaining('VIP'), counts: { planned: 4, sent: 2 } },
      { id: 'coming', stage: 'scheduled', at: '2027-03-01T02:00:00.000Z', message: { name: '双12预告' } },
    ])
  })

  it('shows how far it is, and the sum closes', async () => {
    const { counts, stage } = (await page.get('/broadcasts/past/progress')).body
    expect(stage).toBe('sending')
    expect(counts).toMatchObject({ planned: 4, sent: 2, waiting: 1, unknown: 0, notSent: 1, clicked: 1 })
    expect(counts.reasons).toMatchObject([
      { outcome: 'notSent', of: 'caps', reason: 'dayCapFull', people: 1 },
    ])
    expect((await page.get('/broadcasts/none/progress')).status).toBe(404)
  })

  it('names the people behind each figure, each with the reason', async () => {
    const path = '/broadcasts/past/people?outcome=notSent&reason=dayCapFull'
    expect((await page.get(path)).body).toMatchObject({
      items: [{ id: people.full._id, phone: '138****0006', says: '未发送：今天的触达次数已满' }],
      next: null,
    })
    const first = (await page.get('/broadcasts/past/people?outcome=sent&limit=1')).body
    expect(first.items).toHaveLength(1)
    const second = (await page.get(`/broadcasts/past/people?outcome=sent&limit=1&after=${first.next}`)).body
    expect(second.items[0].id).not.toBe(first.items[0].id)
  })
})
