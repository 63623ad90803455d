import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { createRescoringStore } from '../../../models/rescoring.ts'
import { createTraitCheckStore } from '../../../models/trait-check.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { customersOn } from '../../../test/testing/customers.ts'
import { type TestDatabase, testDatabase } from '../../../test/testing/database.ts'
import { createSurveyor } from '../../audience/surveyor.ts'
import { type BuyerRules, defaultBuyerRules } from '../../language/buyer-rules.ts'
import { silentLog } from '../../log.ts'
import { createRescoring } from '../rescore.ts'
import { createBuyerPreviews } from './preview.ts'

const clock = movableClock('2026-03-02T09:00:00+08:00')
const yuan = 100
let db: TestDatabase
let rules: BuyerRules
let world: ReturnType<typeof aWorld>
beforeEach(async () => {
  db = await testDatabase()
  rules = defaultBuyerRules
  world = aWorld()
})
afterEach(() => db.drop())

function aWorld() {
  const { customers } = customersOn(db, clock, { buyerRules: () => rules })
  const surveyor = createSurveyor({ connection: db.connection, customers, clock })
  const store = createTraitCheckStore(db.connection)
  const previews = (more: Partial<Parameters<typeof createBuyerPreviews>[0]> = {}) =>
    createBuyerPreviews({ surveyor, store, rules: () => rules, clock, ...more })
  const rescore = createRescoring({
    store: createRescoringStore(db.connection),
    rules: () => rules,
    log: silentLog,
  })
  return { customers, store, previews, rescore }
}

let made = 0
/** Somebody who paid these amounts, each on a day of its own, the last today. */
async function aBuyer(...paidYuan: number[]): Promise<Customer> {
  const { customers } = world
  const claim = { kind: 'ext' as const, system: 'test', value: `p${++made}` }
  const customer = await customers.getOrCreate([claim], { source: 'test', at: clock.now() })
  for (const [n, paid] of paidYuan.entries())
    await customers.hear({
      _id: `e${++made}`,
      customerId: customer._id,
      name: 'order.paid',
      at: new Date(clock.now().getTime() - (paidYuan.length - 1 - n) * 86_400_000),
      props: { orderId: `o${made}`, amountFen: paid * yuan },
      source: 'test',
    })
  return (await customers.find(customer._id)) as Customer
}
const nobody = () => aBuyer()
const tiers = (highYuan: number, potentialUpTo = 3) => ({
  tiers: { highAboveFen: highYuan * yuan, potentialUpTo },
})

describe('other bounds of tiers', () => {
  it('say how many would go from which tier to which, and who', async () => {
    const rich = await aBuyer(4_000)
    await aBuyer(4_500)
    const often = await aBuyer(10, 10, 10, 10)
    await aBuyer(10)
    await nobody()
    const found = await world.previews().about(tiers(3_999, 4))
    expect(found).toMatchObject({ looked: 5, scale: 1, changed: 3 })
    expect(found.moves).toEqual([
      { trait: 'tier', from: 'potential', to: 'high', people: 2 },
      { trait: 'tier', from: 'regular', to: 'potential', people: 1 },
    ])
    expect(found.tags).toEqual([
      { tag: '潜力', gain: 1, lose: 2 },
      { tag: '高价值', gain: 2, lose: 0 },
    ])
    expect(found.examples.map(({ customer }) => customer._id)).toContain(often._id)
    expect(found.examples.find(({ customer }) => customer._id === rich._id)).toMatchObject({
      moves: [{ trait: 'tier', from: 'potential', to: 'high' }],
      gains: ['高价值'],
      loses: ['潜力'],
    })
  })

  it('that are those in force move nobody, also where time has moved somebody since', async () => {
    await aBuyer(6_000)
    clock.advance(366 * 86_400_000)
    expect(await world.previews().about({ tiers: defaultBuyerRules.tiers })).toMatchObject({
      looked: 1,
      changed: 0,
      moves: [],
      examples: [],
    })
    clock.set('2026-03-02T09:00:00+08:00')
  })

  it('leave test accounts out', async () => {
    const colleague = await aBuyer(4_000)
    await world.customers.change(colleague, { isTest: true }, 'test')
    expect(await world.previews().about(tiers(100))).toMatchObject({ looked: 0, changed: 0 })
  })

  it('write nothing', async () => {
    const buyer = await aBuyer(4_000)
    await world.previews().about(tiers(100))
    expect(await world.customers.find(buyer._id)).toEqual(buyer)
  })
})

it('other bounds of scores say which scores and groups would change, and the tag of the spend', async () => {
  await aBuyer(600)
  const edited = { rfm: { ...defaultBuyerRules.rfm, monetaryFen: [50_000, 400, 300, 200] as const } }
  const { moves, tags } = await world.previews().about(edited)
  expect(moves).toEqual([
    { trait: 'rfmGroup', from: 'generalGrowth', to: 'importantGrowth', people: 1 },
    { trait: 'rfmM', from: '3', to: '5', people: 1 },
  ])
  // 600 yuan are above 500 by either bounds: its name stays.
  expect(tags).toEqual([])
})

it('what is told beforehand is what scoring everybody anew then does', async () => {
  for (const paid of [[6_000], [4_000], [2_500, 100], [10, 10, 10, 10], [40], [900, 900, 900]])
    await aBuyer(...paid)
  await world.rescore()
  await world.customers.sweep()
  const edited = {
    ...tiers(2_000, 1),
    rfm: {
      ...defaultBuyerRules.rfm,
      frequency: [4, 3, 2, 1] as const,
      monetaryFen: [2_000, 1_500, 90, 20] as const,
    },
  } satisfies BuyerRules
  const told = await world.previews().about(edited)
  clock.advance(1)
  const from = clock.now()
  rules = edited
  await world.rescore()
  await world.customers.sweep()
  const everybody = await world.store.page('', 100)
  const happened = new Map<string, number>()
  for (const customer of everybody)
    for (const { props } of await world.customers.history(customer, ['customer.trait_changed'], from)) {
      const key = `${props.trait} ${props.old} ${props.new}`
      happened.set(key, (happened.get(key) ?? 0) + 1)
    }
  expect(told.changed).toBeGreaterThan(3)
  expect(new Map(told.moves.map((move) => [`${move.trait} ${move.from} ${move.to}`, move.people]))).toEqual(
    happened,
  )
})

describe('of many customers', () => {
  it('slices that follow each other look at everybody once, whoever comes or goes meanwhile', async () => {
    for (let n = 0; n < 7; n += 1) await aBuyer(4_000)
    const seen: string[] = []
    const previews = world.previews({
      store: {
        page: async (after, limit) => {
          // A slice of three, as two thousand would be.
          const page = await world.store.page(after, Math.min(limit, 3))
          seen.push(...page.map(({ _id }) => _id))
          return page
        },
      },
    })
    const whole = await previews.slice(tiers(3_000), '')
    expect(whole).toMatchObject({ next: null, looked: 7, changed: 7 })
    expect(new Set(seen).size).toBe(7)
    const fourth = (await world.store.page('', 4)).at(-1) as Customer
    expect(await previews.slice(tiers(3_000), fourth._id)).toMatchObject({
      looked: 3,
      changed: 3,
      next: null,
    })
  })

  it('a slice ends where it has looked at enough, and says where the next begins', async () => {
    const many = (await aBuyer(4_000)) as Customer
    const crowd = Array.from({ length: 2_500 }, (_, n) => ({
      ...many,
      _id: `c${String(n).padStart(5, '0')}`,
    }))
    const store = {
      page: async (after: string, limit: number) => crowd.filter(({ _id }) => _id > after).slice(0, limit),
    }
    const previews = world.previews({ store })
    const first = await previews.slice(tiers(3_000), '')
    expect(first).toMatchObject({ looked: 2_000, changed: 2_000, next: 'c01999' })
    const second = await previews.slice(tiers(3_000), first.next as string)
    expect(second).toMatchObject({ looked: 500, changed: 500, next: null })
  })

  it('an estimate says for how many each of them stands', async () => {
    const buyer = await aBuyer(4_000)
    const previews = world.previews({
      surveyor: {
        size: async () => 100_000,
        sample: async function* () {
          yield [buyer, buyer]
        },
      },
    })
    expect(await previews.about(tiers(3_000))).toMatchObject({ looked: 2, scale: 50_000, changed: 2 })
  })
})
