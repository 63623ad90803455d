import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const lead = { event: 'lead.submitted', again: 'always' }

/** Nearly everybody goes the one way. */
const publish = (mostly: string, seldom: string, entry: object = lead) =>
  world.publish({
    journey: 'ab',
    entry,
    steps: {
      which: {
        split: [mostly, seldom].sort().map((to) => ({ share: to === mostly ? 99 : 1, to })),
      },
      [mostly]: { exit: { reason: mostly } },
      [seldom]: { exit: { reason: seldom } },
    },
  })

const waysOf = async (customer: Customer) =>
  (await world.allRuns())
    .filter(({ customerId }) => customerId === customer._id)
    .map(({ endReason }) => endReason)

it('changed weights concern new people only', async () => {
  const allEnter = (people: Customer[]) =>
    Promise.all(people.map((customer) => world.does(customer, 'lead.submitted')))
  const firstWays = (people: Customer[]) => Promise.all(people.map(async (one) => (await waysOf(one))[0]))
  await publish('a', 'b')
  const known = await world.crowd(5)
  await allEnter(known)
  await publish('b', 'a')
  await allEnter(known)
  for (const customer of known) {
    const [first, second] = await waysOf(customer)
    expect(second).toBe(first)
  }
  const fresh = await world.crowd(5)
  await allEnter(fresh)
  // One in a hundred goes the other way.
  expect((await firstWays(known)).filter((way) => way === 'a').length).toBeGreaterThan(2)
  expect((await firstWays(fresh)).filter((way) => way === 'b').length).toBeGreaterThan(2)
})

it('an arm with no share is kept by who has it, and given to nobody new', async () => {
  const sharing = (a: number) =>
    world.publish({
      journey: 'ab',
      entry: lead,
      steps: {
        which: {
          split: [
            { share: a, to: 'a' },
            { share: 100 - a, to: 'b' },
          ],
        },
        a: { exit: { reason: 'a' } },
        b: { exit: { reason: 'b' } },
      },
    })
  await sharing(100)
  const known = await world.crowd(3)
  for (const customer of known) await world.does(customer, 'lead.submitted')
  await sharing(0)
  const fresh = await world.crowd(3)
  for (const customer of [...known, ...fresh]) await world.does(customer, 'lead.submitted')
  expect(await Promise.all(known.map(waysOf))).toEqual(known.map(() => ['a', 'a']))
  expect(await Promise.all(fresh.map(waysOf))).toEqual(fresh.map(() => ['b']))
})

it('a person keeps the arm, whatever order they enter with next', async () => {
  const perOrder = { event: 'order.paid', key: 'orderId', again: 'always' }
  await publish('a', 'b', perOrder)
  const customers = await world.crowd(4)
  for (const customer of customers) await world.does(customer, 'order.paid', { orderId: '1' })
  await publish('b', 'a', perOrder)
  for (const customer of customers) {
    await world.does(customer, 'order.paid', { orderId: '2' })
    const [first, second] = await waysOf(customer)
    expect(second).toBe(first)
  }
})

it('a person keeps the arm that a profile of theirs was given before it became one with this', async () => {
  const phone = { kind: 'phone', value: '+8613800138000', verified: true } as const
  await publish('a', 'b')
  const one = await world.claimed([phone])
  await world.does(one, 'lead.submitted')
  const [first] = await waysOf(one)
  await publish(first === 'a' ? 'b' : 'a', first === 'a' ? 'a' : 'b')
  const other = await world.claimed([{ kind: 'unionid', value: 'union-a' }])
  const united = await world.customers.addClaims(other, [phone], 'test')
  await world.does(united, 'lead.submitted')
  expect((await world.allRuns()).map(({ endReason }) => endReason)).toEqual([first, first])
})

it('somebody whose arm is gone is given another, and keeps that', async () => {
  await publish('a', 'b')
  const customer = await world.aCustomer()
  await world.does(customer, 'lead.submitted')
  await publish('c', 'd')
  await world.does(customer, 'lead.submitted')
  await publish('d', 'c')
  await world.does(customer, 'lead.submitted')
  const [, second, third] = await waysOf(customer)
  expect(['c', 'd']).toContain(second)
  expect(third).toBe(second)
})
