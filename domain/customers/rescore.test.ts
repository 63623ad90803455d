import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { createRescoringStore } from '../../models/rescoring.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { type BuyerRules, defaultBuyerRules } from '../language/buyer-rules.ts'
import { silentLog } from '../log.ts'
import { createRescoring } from './rescore.ts'

const clock = movableClock('2026-03-02T09:00:00+08:00')
let db: TestDatabase
let rules: BuyerRules
beforeEach(async () => {
  db = await testDatabase()
  rules = defaultBuyerRules
})
afterEach(() => db.drop())

/** One of the processes: what it acts on may be older than what another does. */
const aProcess = (acts: () => BuyerRules = () => rules) => {
  const { customers } = customersOn(db, clock, { buyerRules: acts })
  const store = createRescoringStore(db.connection)
  return { customers, sweep: createRescoring({ store, rules: acts, log: silentLog }) }
}
let made = 0
async function aBuyer(
  customers: ReturnType<typeof aProcess>['customers'],
  amountFen: number,
): Promise<string> {
  const value = `p${++made}`
  const { _id } = await customers.getOrCreate([{ kind: 'ext', system: 'test', value }], {
    source: 'test',
    at: clock.now(),
  })
  await customers.hear({
    _id: `e${made}`,
    customerId: _id,
    name: 'order.paid',
    at: clock.now(),
    props: { orderId: `o${made}`, amountFen },
    source: 'test',
  })
  return _id
}
const generous: BuyerRules = {
  tiers: { highAboveFen: 9_999, potentialUpTo: 3 },
  rfm: { ...defaultBuyerRules.rfm, monetaryFen: [9_999, 5_000, 2_000, 1_000] },
}

it('once other rules are in force everybody with orders is sorted by them, and told so', async () => {
  const { customers, sweep } = aProcess()
  const id = await aBuyer(customers, 10_000)
  await sweep()
  await customers.sweep()
  const before = (await customers.find(id)) as Customer
  expect(before.traits).toMatchObject({ tier: 'potential', rfmM: 1 })
  rules = generous
  expect(await sweep()).toBe(1)
  await customers.sweep()
  const after = (await customers.find(id)) as Customer
  expect(after.traits).toMatchObject({ tier: 'high', rfmM: 5 })
  const changes = await customers.history(after, ['customer.trait_changed'], new Date(0))
  expect(changes.map(({ props }) => props)).toContainEqual({ trait: 'tier', old: 'potential', new: 'high' })
  expect(await sweep()).toBe(0)
})

it('asks nobody anew who was sorted by these rules, in this process or the one before', async () => {
  const first = aProcess()
  await aBuyer(first.customers, 10_000)
  expect(await first.sweep()).toBe(1)
  expect(await first.sweep()).toBe(0)
  expect(await aProcess().sweep()).toBe(0)
})

it('what a late process sorted by the rules of before is sorted once more when it acts on the new ones', async () => {
  let late: BuyerRules = rules
  const [one, other] = [aProcess(), aProcess(() => late)]
  await one.sweep()
  await other.sweep()
  rules = generous
  await one.sweep()
  const id = await aBuyer(other.customers, 10_000)
  await one.customers.sweep()
  expect((await one.customers.find(id))?.traits.tier).toBe('potential')
  late = generous
  expect(await other.sweep()).toBe(1)
  await other.customers.sweep()
  expect((await other.customers.find(id))?.traits.tier).toBe('high')
})

it('what was begun and not finished is begun again by the next start', async () => {
  const { customers } = aProcess()
  const id = await aBuyer(customers, 10_000)
  const store = createRescoringStore(db.connection)
  rules = generous
  const dying = createRescoring({
    store: { ...store, makeBuyersDue: () => Promise.reject(new Error('died')) },
    rules: () => rules,
    log: silentLog,
  })
  await expect(dying()).rejects.toThrow('died')
  await expect(dying()).rejects.toThrow('died')
  const next = aProcess()
  expect(await next.sweep()).toBe(1)
  await next.customers.sweep()
  expect((await next.customers.find(id))?.traits.tier).toBe('high')
})
