import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aSegment } from './testing/definitions.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld({
    segments: [aSegment({ segment: 'vip', kind: 'live', rule: { tag: '高价值' } })],
  })
  await world.publish({
    journey: 'offer',
    entry: { event: 'lead.submitted' },
    steps: {
      judge: {
        waitFor: {
          any: [
            { event: 'order.paid', where: { prop: 'amountFen', atLeast: 20_000 }, to: 'bought' },
            { event: 'coupon.redeemed', to: 'used' },
            { segment: 'vip', to: 'vip' },
          ],
          within: '3 days',
        },
        no: 'nothing',
      },
      bought: { exit: { reason: 'bought' } },
      used: { exit: { reason: 'used' } },
      vip: { exit: { reason: 'vip' } },
      nothing: { exit: { reason: 'nothing' } },
    },
  })
})
afterEach(() => world.drop())

async function entered(): Promise<Customer> {
  const customer = await world.aCustomer()
  await world.does(customer, 'lead.submitted')
  return customer
}

const outcomeOf = async (customer: Customer) => (await world.theRun('offer', customer)).endReason

it('goes at once the way of what happens', async () => {
  const [buyer, user, member, nobody] = [await entered(), await entered(), await entered(), await entered()]
  world.clock.advance(hourMs)
  await world.does(buyer, 'order.paid', { amountFen: 20_000 })
  await world.does(user, 'order.paid', { amountFen: 19_999 })
  await world.does(user, 'coupon.redeemed')
  await world.customers.change(member._id, { addTags: [{ name: '高价值', kind: 'rule' }] }, 'by hand')
  expect(await outcomeOf(buyer)).toBe('bought')
  expect(await outcomeOf(user)).toBe('used')
  expect(await outcomeOf(member)).toBe('vip')
  expect(await outcomeOf(nobody)).toBeUndefined()
  world.clock.advance(3 * dayMs)
  await world.work()
  expect(await outcomeOf(nobody)).toBe('nothing')
})

it('goes the way of what happened first when it is told of what happened later before', async () => {
  const customer = await entered()
  const start = world.clock.now()
  world.clock.advance(3 * hourMs)
  const heard = (_id: string, name: string, afterMs: number, props = {}) => ({
    _id,
    customerId: customer._id,
    name,
    at: new Date(start.getTime() + afterMs),
    props,
    source: 'test',
  })
  // Both are known before journeys are told of either.
  await world.customers.accept([
    heard('used', 'coupon.redeemed', hourMs),
    heard('bought', 'order.paid', 2 * hourMs, { amountFen: 30_000 }),
  ])
  await world.customers.process(['bought'])
  expect(await outcomeOf(customer)).toBe('used')
  await world.customers.process(['used'])
  expect(await world.theRun('offer', customer)).toMatchObject({ endReason: 'used', used: ['test:1', 'used'] })
})

it('finds on arrival what happened between the send before it and its own beginning, earliest first', async () => {
  const customer = await entered()
  const run = await world.theRun('offer', customer)
  const at = new Date(run.lookFrom.getTime() + 1)
  world.clock.advance(4 * dayMs)
  // Heard of only after its time, at the same time as what was too late.
  const late = { customerId: customer._id, props: { amountFen: 50_000 }, source: 'test' }
  await world.customers.accept([
    { ...late, _id: 'late', name: 'order.paid', at: world.clock.now() },
    { ...late, _id: 'in-time', name: 'coupon.redeemed', at },
  ])
  await world.work()
  expect(await outcomeOf(customer)).toBe('used')
})

it('counts what happened to the person before two profiles became one', async () => {
  const phone = { kind: 'phone', value: '+8613800138000', verified: true } as const
  const waiting = await world.claimed([{ kind: 'unionid', value: 'union-a' }])
  await world.does(waiting, 'lead.submitted')
  const other = await world.claimed([phone])
  world.clock.advance(hourMs)
  await world.does(other, 'coupon.redeemed')
  world.clock.advance(hourMs)
  await world.customers.addClaims(waiting, [phone], 'test')
  world.clock.advance(3 * dayMs)
  await world.work()
  const [run] = await world.allRuns()
  expect(run?.endReason).toBe('used')
})
