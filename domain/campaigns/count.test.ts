import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCampaignReader } from '../../models/campaign-reader.ts'
import type { Campaign, CampaignFigures } from '../../models/campaigns.ts'
import { mendIndexes } from '../../models/indexes.ts'
import type { Run } from '../../models/run.ts'
import { aRun } from '../../test/testing/a-run.ts'
import { aTouch } from '../../test/testing/a-touch.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { testDatabase } from '../../test/testing/database.ts'
import { createCount } from './count.ts'
import { createCampaignLists, type Listed, type ListLook, type ListPlace } from './lists.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const clock = movableClock()
const { customers } = customersOn(db, clock)
const reader = createCampaignReader(db.connection)
const count = createCount({ reader, customers, broadcastsAmong: async () => new Set(['crowd']) })
const list = createCampaignLists({ reader, customers })
const hourMs = 3_600_000
const from = new Date('2026-12-01T00:00:00+08:00')
const end = new Date('2026-12-11T00:00:00+08:00')
const now = new Date('2026-12-09T15:00:00+08:00')

const campaign: Campaign = {
  ...{ _id: 'c', rev: 2, name: '双12', audience: '', goalNote: '', channels: [], owner: '', keyActions: '' },
  ...{ expected: '', from: '2026-12-01', to: '2026-12-10', flows: ['flow', 'crowd', 'empty'] },
  ...{ goal: { kind: 'leads', target: 5 }, createdAt: from, by: '', at: from },
}

/** A random history that is the same each time. */
let seed = 11
const upTo = (n: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed % n
}
/** From a day before to a day after; on whole hours, so that edges are met. */
const anyHour = () => new Date(from.getTime() + (upTo(12 * 24) - 24) * hourMs)

const runs: Run[] = []
const orders: { id: string; who: number; at: Date; net: number }[] = []
const leads: { who: number; at: Date }[] = []
const ids: string[] = []
/** Whose two customers are one person, and who is a test customer. */
const personOf = (who: number): number => (who === 1 ? 0 : who)
const isTest = (who: number): boolean => who % 13 === 12

let figures: CampaignFigures
beforeAll(async () => {
  await mendIndexes(db.connection)
  for (let n = 0; n < 60; n += 1) {
    const claims = [{ kind: 'external' as const, corp: 'corp', value: `wm${n}` }]
    const { _id } = await customers.getOrCreate(claims, { source: 'test', at: from })
    ids.push(_id)
    if (isTest(n)) await customers.change(_id, { isTest: true }, 'test')
  }
  const whose = (who: number) => ids[who] ?? ''
  for (let n = 0; n < 160; n += 1) {
    const [who, flow, startedAt] = [upTo(50), ['flow', 'crowd', 'other'][upTo(3)] ?? '', anyHour()]
    runs.push(
      aRun(`${flow}:${n}`, startedAt, {
        ...{ journeyId: flow, customerId: whose(who), holdout: upTo(4) === 0 },
        ...(upTo(3) === 0 && { goalMetAt: startedAt }),
        ...(upTo(20) === 0 && { isTest: true as const }),
      }),
    )
  }
  const docs: { _id: string }[] = []
  for (let n = 0; n < 400; n += 1) {
    const [who, at, fen] = [upTo(60), anyHour(), 1 + upTo(9_999)]
    const back = upTo(5) === 0 ? fen : upTo(5) === 0 ? upTo(fen) : 0
    orders.push({ id: `shop:${n}`, who, at, net: fen - back })
    docs.push({
      ...{ _id: `shop:${n}`, customerId: whose(who), rev: 1 },
      ...{ payment: { event: 'e', heardAt: at, at, amountFen: fen, items: [] } },
      ...(back > 0 && { refunds: [{ id: 'r', fen: back, heardAt: at }] }),
    } as { _id: string })
  }
  const collection = (name: string) => db.connection.collection<{ _id: string }>(name)
  await collection('runs').insertMany(runs)
  await collection('orders').insertMany(docs)
  const attempt = (outcome: 'sent' | 'refused' | 'unknown', segments?: number) => ({
    ref: 'r',
    channel: 'sms' as const,
    at: from,
    outcome,
    segments,
  })
  await collection('touches').insertMany([
    aTouch('flow:1', from, {
      journeyId: 'flow',
      customerId: whose(3),
      attempts: [attempt('refused', 2), attempt('sent', 2)],
    }),
    aTouch('flow:2', from, {
      journeyId: 'flow',
      customerId: whose(4),
      attempts: [attempt('unknown', 3)],
      state: 'unknown',
    }),
    aTouch('flow:3', end, { journeyId: 'flow', attempts: [attempt('sent', 5)] }),
    aTouch('flow:4', from, { journeyId: 'flow', attempts: [attempt('sent', 7)], isTest: true }),
    aTouch('other:1', from, { journeyId: 'other', attempts: [attempt('sent', 9)] }),
  ])
  const grant = (run: string, who: number, more: object) => ({
    ...{ _id: `grant:${run}:coupon:1`, batchId: 'b', customerId: whose(who), number: 0, code: run },
    ...{ validFrom: from, validUntil: end, grantedAt: from, state: 'redeemed', amountFen: 500, ...more },
  })
  await collection('coupons').insertMany([
    grant('flow:x:1', 3, {}),
    grant('flow:x:2', 4, { amountFen: undefined }),
    grant('crowd:x:1', 5, {}),
    grant('flow:x:3', 12, {}),
    grant('flow:x:4', 6, { state: 'granted' }),
    grant('flow:x:5', 6, { grantedAt: new Date(from.getTime() - 1) }),
    grant('flow-2:x:1', 6, {}),
  ])
  for (let n = 0; n < 40; n += 1) leads.push({ who: upTo(30), at: anyHour() })
  await collection('events').insertMany(
    leads.map(({ who, at }, n) => ({
      ...{ _id: `lead${n}`, customerId: whose(who), name: 'lead.submitted', at, receivedAt: at, props: {} },
      ...{ source: 'test', ...(n % 10 === 0 && { history: true }) },
    })),
  )
  // Became one person after all that.
  await collection('customers').updateOne({ _id: whose(1) }, { $set: { mergedInto: whose(0) } })
  await collection('customers').updateOne({ _id: whose(0) }, { $set: { mergedFrom: [whose(1)] } } as object)
  figures = await count(campaign, now)
})

/** By hand, a person at a time: whether and when each entered, in these flows. */
function byHand(flows: readonly string[]) {
  const people = new Map<number, { entered?: Run; held: boolean; reached: boolean }>()
  for (const run of runs) {
    const who = personOf(ids.indexOf(run.customerId))
    const isThere = run.startedAt >= from && run.startedAt < now && flows.includes(run.journeyId)
    if (!isThere || run.isTest || isTest(who)) continue
    const known = people.get(who) ?? { held: false, reached: false }
    people.set(who, known)
    if (run.holdout) {
      known.held = true
      continue
    }
    if (run.goalMetAt) known.reached = true
    const isSooner =
      !known.entered ||
      run.startedAt < known.entered.startedAt ||
      (+run.startedAt === +known.entered.startedAt && run._id < known.entered._id)
    if (isSooner) known.entered = run
  }
  return people
}

function ordersByHand() {
  const people = byHand(campaign.flows)
  return orders.filter(({ who, at, net }) => {
    const since = people.get(personOf(who))?.entered?.startedAt
    return net > 0 && since !== undefined && at >= since && at >= from && at < now
  })
}

it('counts what a recount by hand does, to the fen', () => {
  const people = [...byHand(campaign.flows).values()]
  const entered = people.filter((one) => one.entered)
  const counted = ordersByHand()
  expect(figures).toMatchObject({
    people: entered.length,
    byFlow: entered.filter((one) => one.entered?.journeyId === 'flow').length,
    held: people.length - entered.length,
    buyers: new Set(counted.map(({ who }) => personOf(who))).size,
    orders: counted.length,
    fen: counted.reduce((sum, { net }) => sum + net, 0),
    leads: new Set(
      leads.flatMap(({ who, at }, n) =>
        n % 10 !== 0 && at >= from && at < now && !isTest(who) ? [personOf(who)] : [],
      ),
    ).size,
    ...{ smsSegments: 5, coupons: { redeemed: 3, fen: 1_000, unpriced: 1 }, rev: 2, countedAt: now },
  })
  expect(figures.friends).toBeUndefined()
  expect(figures.flows).toEqual(
    campaign.flows.map((id) => {
      const own = [...byHand([id]).values()].filter((one) => one.entered)
      return {
        id,
        people: own.length,
        reached: own.filter((one) => one.reached).length,
        sent: id === 'flow' ? 1 : 0,
      }
    }),
  )
})

it('its days add up to the whole', () => {
  const sum = (of: 'people' | 'orders' | 'fen') => figures.days.reduce((all, day) => all + day[of], 0)
  expect([sum('people'), sum('orders'), sum('fen')]).toEqual([figures.people, figures.orders, figures.fen])
  expect(figures.days.every(({ day }) => day >= '2026-12-01' && day <= '2026-12-09')).toBe(true)
})

describe('the list behind a figure is who was counted', () => {
  async function all(look: ListLook): Promise<Listed[]> {
    const items: Listed[] = []
    let begin: ListPlace | null = null
    do {
      const page = await list(campaign, now, look, { begin, limit: 7 })
      items.push(...page.items)
      begin = page.next
    } while (begin !== null)
    return items
  }
  const people = (items: Listed[]) => new Set(items.map(({ customer }) => customer._id)).size

  it.each<[ListLook['which'], (counted: CampaignFigures) => number]>([
    ['entered', (counted) => counted.people],
    ['held', (counted) => counted.held],
    ['buyers', (counted) => counted.buyers],
    ['leads', (counted) => counted.leads ?? 0],
  ])('%s: each once', async (which, figure) => {
    const items = await all({ which })
    expect([items.length, people(items)]).toEqual([figure(figures), figure(figures)])
  })

  it('orders, with what they came to', async () => {
    const items = await all({ which: 'orders' })
    expect(items.map(({ order }) => order?.id).sort()).toEqual(
      ordersByHand()
        .map(({ id }) => id)
        .sort(),
    )
    expect(items.reduce((sum, { order }) => sum + (order?.netFen ?? 0), 0)).toBe(figures.fen)
  })

  it('of one flow, of one day, of messages and coupons', async () => {
    for (const { id, people: entered, reached, sent } of figures.flows) {
      expect(await all({ which: 'entered', flow: id })).toHaveLength(entered)
      expect(await all({ which: 'reached', flow: id })).toHaveLength(reached)
      expect(await all({ which: 'sent', flow: id })).toHaveLength(sent)
    }
    for (const day of figures.days) {
      expect(await all({ which: 'entered', day: day.day })).toHaveLength(day.people)
      expect(await all({ which: 'orders', day: day.day })).toHaveLength(day.orders)
    }
    expect(await all({ which: 'coupons' })).toHaveLength(figures.coupons.redeemed)
  })
})

it('before its first day there is nothing, whatever happened', async () => {
  expect(await count(campaign, new Date(from.getTime() - hourMs))).toMatchObject({
    people: 0,
    orders: 0,
    days: [],
  })
})
