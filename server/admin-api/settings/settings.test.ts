import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PeopleWorld, peopleWorld } from '../testing/people.ts'

let world: PeopleWorld
let marketer: string

beforeAll(async () => {
  world = await peopleWorld()
  await world.publish()
  marketer = await world.as('marketer')
})
afterAll(() => world.close())

describe('how many rules hold for', () => {
  const rules = {
    员工: { tag: '员工' },
    分销商: { tag: '分销商' },
    投诉: { trait: 'openComplaints', exists: true },
  }
  const count = (of: object) =>
    world.call('POST', '/settings-count', { cookie: marketer, body: { rules: of } })

  it('is told for each by itself, and for all together without counting anybody twice', async () => {
    await world.aCustomer({ tags: ['员工'] })
    await world.aCustomer({ tags: ['员工', '分销商'] })
    await world.aCustomer({ tags: ['会员'] })
    const test = await world.aCustomer({ tags: ['员工'] })
    await world.customers.change(test, { isTest: true }, 'test')
    const { status, body } = await count(rules)
    expect(status).toBe(200)
    expect(body).toMatchObject({ isExact: true, all: 3, any: 2, tests: 1 })
    expect(body.items).toEqual([
      { name: '员工', people: 2 },
      { name: '分销商', people: 1 },
      { name: '投诉', people: 0 },
    ])
  })

  it('is nobody where there is no rule', async () => {
    expect((await count({})).body).toMatchObject({ all: 3, any: 0, items: [] })
  })

  it.each([
    ['what people did', { event: 'order.paid', atLeast: 1, within: '90 days' }],
    ['nothing yet', { trait: 'openComplaints' }],
  ])('is refused at its place where a rule asks %s', async (_, rule) => {
    const { status, body } = await count({ 别的: rule })
    expect([status, body.error.code]).toEqual([422, 'settings.invalid'])
    expect(Object.keys(body.error.places)[0]).toMatch(/^rules\.别的/)
  })
})

it('the rules of preferences in use are told in words, with when everybody is looked at next', async () => {
  await world.publish(
    'preferenceRule: bargains\nname: 促销规则\ntag: 关注促销\nwindowDays: 90\nminCount: 3\nminShare: 0.5\nevidence: promotionClicks\n',
  )
  const { status, body } = await world.call('GET', '/settings-preferences', { cookie: marketer })
  expect([status, body]).toEqual([
    200,
    {
      nextAt: '2026-12-31T19:00:00.000Z',
      isUnderWay: false,
      items: [
        {
          id: 'bargains',
          name: '促销规则',
          tag: '关注促销',
          version: '1',
          says: '近 90 天至少 3 次点开促销的消息或页面，占全部点击的 50% 以上',
        },
      ],
    },
  ])
})

describe('what the settings held back', () => {
  it('is told by part and reason, of today what does not go and at present what waits; nothing of test accounts', async () => {
    const customer = await world.aCustomer()
    const decided = (reason: string) => ({
      decisions: [{ gate: 'caps', verdict: 'skip', reason, at: world.clock.now() }] as never,
    })
    await world.aTouch(customer, decided('dayCapFull'))
    await world.aTouch(customer, decided('dayCapFull'))
    await world.aTouch(customer, decided('categoryWeekCapFull:上新'))
    await world.aTouch(customer, decided('excluded:员工'))
    await world.aTouch(customer, decided('noConsent'))
    await world.aTouch(customer, { ...decided('dayCapFull'), isTest: true })
    await world.aTouch(customer, {
      ...decided('dayCapFull'),
      createdAt: new Date(world.clock.now().getTime() - 86_400_000),
    })
    await world.aTouch(customer, { ...decided('quietHours'), state: 'deferred' })
    const { body } = await world.call('GET', '/settings-held-back', { cookie: marketer })
    expect(body.since).toBe('2026-12-02T16:00:00.000Z')
    const rows = body.items.map(({ part, reason, notSent, waiting }: Record<string, unknown>) => [
      part,
      reason,
      notSent,
      waiting,
    ])
    expect(rows).toHaveLength(4)
    expect(rows).toEqual(
      expect.arrayContaining([
        ['caps', 'dayCapFull', 2, 0],
        ['caps', 'categoryWeekCapFull:上新', 1, 0],
        ['exclude', 'excluded:员工', 1, 0],
        ['quietHours', 'quietHours', 0, 1],
      ]),
    )
  })

  it('is not for who sees but their own', async () => {
    for (const role of ['lead', 'sales', 'operator'] as const) {
      const cookie = await world.as(role)
      expect((await world.call('GET', '/settings-held-back', { cookie })).status).toBe(403)
    }
  })
})

describe('a rule of preferences before it is published', () => {
  const rule = (minCount: number) => ({
    preferenceRule: 'bargains',
    ...{ name: '促销规则', tag: '关注促销', windowDays: 90, minCount, minShare: 0.5 },
    evidence: 'promotionClicks',
  })
  const preview = (structure: object, cookie = marketer) =>
    world.call('POST', '/settings-preferences-preview', { cookie, body: { structure } })

  it('tells who would gain and lose which tag against the rules in use, by name', async () => {
    const keen = await world.aCustomer({ nickname: '爱优惠', phone: '13800002716' })
    await world.aCustomer({ nickname: '不看' })
    for (let n = 0; n < 3; n += 1) await world.did(keen, 'page.viewed', { path: '/sale', promotion: true })
    // What somebody did today is judged from tomorrow on.
    world.clock.advance(86_400_000)
    const { body } = await preview(rule(4))
    expect(body).toMatchObject({
      says: '近 90 天至少 4 次点开促销的消息或页面，占全部点击的 50% 以上',
      ...{ isExact: true, changed: 1, tags: [{ tag: '关注促销', gain: 0, lose: 1 }] },
      examples: [{ id: keen._id, name: '爱优惠', phone: '138****2716', gains: [], loses: ['关注促销'] }],
    })
    expect((await preview(rule(3))).body).toMatchObject({ changed: 0, tags: [], examples: [] })
    const another = { ...rule(2), preferenceRule: 'other', tag: '看过活动' }
    expect((await preview(another)).body.tags).toEqual([{ tag: '看过活动', gain: 1, lose: 0 }])
  })

  it('is refused with the place of what cannot be read, and to whoever may not publish it', async () => {
    const { status, body } = await preview({ ...rule(3), minShare: 2 })
    expect([status, Object.keys(body.error.places ?? body.error.details?.places ?? {})]).toEqual([
      422,
      ['structure.minShare'],
    ])
    expect((await preview(rule(3), await world.as('editor'))).status).toBe(403)
  })

  it('everybody is looked at again when somebody asks, which is noted', async () => {
    const { body } = await world.call('POST', '/settings-preferences-refresh', { cookie: marketer })
    expect(body).toEqual({ isBegun: true })
    expect(await world.auditLog.list({ action: 'preferences.refreshed', limit: 5 })).toHaveLength(1)
  })
})

describe('other bounds of tiers and scores before they are published', () => {
  const preview = (body: object, cookie = marketer) =>
    world.call('POST', '/settings-buyers-preview', { cookie, body })
  const tiers = { highAboveFen: 10_000, potentialUpTo: 3 }

  it('tell who would go from where to where, masked, and what is in use that asks about it', async () => {
    await world.publish(
      'segment: best\nname: 高价值会员\nkind: static\nrule: { trait: tier, is: high }\n---\nsegment: often\nname: 常买\nkind: static\nrule: { trait: rfmF, atLeast: 4 }\n',
    )
    const buyer = await world.aCustomer({ nickname: '买过的', phone: '13900004728' })
    await world.did(buyer, 'order.paid', { orderId: 'o-tier', amountFen: 20_000 })
    const { status, body } = await preview({ part: 'tiers', written: tiers })
    expect(status).toBe(200)
    expect(body).toMatchObject({ isExact: true, next: null, changed: 1 })
    expect(body.moves).toEqual([{ label: '客户分层', from: '潜力', to: '高价值', people: 1 }])
    expect(body.tags).toEqual(expect.arrayContaining([{ tag: '高价值', gain: 1, lose: 0 }]))
    expect(body.examples).toEqual([
      {
        id: buyer._id,
        name: '买过的',
        phone: '139****4728',
        moves: [{ label: '客户分层', from: '潜力', to: '高价值' }],
        gains: ['高价值'],
        loses: ['潜力'],
      },
    ])
    expect(body.usedBy).toEqual([{ kind: 'segment', id: 'best', name: '高价值会员' }])
    const scores = await preview({ part: 'rfm', written: { monetaryFen: [19_999, 4_000, 3_000, 2_000] } })
    expect(scores.body.moves).toContainEqual({ label: '消费金额分', from: '1', to: '5', people: 1 })
    expect(scores.body.usedBy).toEqual([{ kind: 'segment', id: 'often', name: '常买' }])
  })

  it('are counted slice by slice, from wherever somebody had come to', async () => {
    const first = await preview({ part: 'tiers', written: tiers, after: '' })
    expect(first.body).toMatchObject({ isExact: true, changed: 1, next: null })
    const { id } = first.body.examples[0]
    expect((await preview({ part: 'tiers', written: tiers, after: id })).body).toMatchObject({ changed: 0 })
  })

  it('are refused at their place where they cannot be read, and to whoever may not publish them', async () => {
    const falling = await preview({ part: 'rfm', written: { recencyDays: [60, 30, 90, 180] } })
    expect([falling.status, Object.keys(falling.body.error.places)]).toEqual([422, ['written.recencyDays']])
    const negative = await preview({ part: 'tiers', written: { highAboveFen: -1 } })
    expect([negative.status, Object.keys(negative.body.error.places)]).toEqual([
      422,
      ['written.highAboveFen'],
    ])
    expect((await preview({ part: 'tiers', written: tiers }, await world.as('editor'))).status).toBe(403)
  })
})
