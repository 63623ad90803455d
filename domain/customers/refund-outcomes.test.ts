import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { IdentityClaim } from './contract.ts'
import { createWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.drop())

const paid = (orderId: string, amountFen: number) => ['order.paid', { orderId, amountFen }] as const
const back = (orderId: string, refundId: string, amountFen: number) =>
  ['order.refunded', { orderId, refundId, amountFen }] as const

async function hear(
  customer: Customer,
  told: readonly (readonly [string, Record<string, unknown>])[],
): Promise<void> {
  for (const [name, props] of told) await world.customers.hear(world.event(customer, name, { props }))
}

const outcomesOf = async (...customers: Customer[]) =>
  (await world.events({ customerId: { $in: customers.map(({ _id }) => _id) }, source: 'kelu' }))
    .filter(({ name }) => name.startsWith('order.refunded_in_'))
    .map(({ name, props }) => [name.slice('order.refunded_'.length), props] as const)

describe('what refunds have made of an order', () => {
  it.each([
    [
      'a part of it given back, then the rest',
      [paid('o', 100), back('o', 'r1', 30), back('o', 'r2', 70)],
      [
        ['in_part', { orderId: 'o', refundedFen: 30, netFen: 70 }],
        ['in_full', { orderId: 'o', refundedFen: 100, netFen: 0 }],
      ],
    ],
    [
      'all at once, and told again',
      [paid('o', 100), back('o', 'r1', 100), back('o', 'r1', 100)],
      [['in_full', { orderId: 'o', refundedFen: 100, netFen: 0 }]],
    ],
    [
      'more than was paid is in full, once',
      [paid('o', 100), back('o', 'r1', 100), back('o', 'r2', 5)],
      [['in_full', { orderId: 'o', refundedFen: 100, netFen: 0 }]],
    ],
    ['nothing while nobody paid', [back('o', 'r1', 100)], []],
    [
      'told before the payment, it is known with it',
      [back('o', 'r1', 100), paid('o', 100)],
      [['in_full', { orderId: 'o', refundedFen: 100, netFen: 0 }]],
    ],
    [
      'of an order of another system with the same number nothing',
      [
        paid('o', 100),
        ['order.paid', { orderId: 'o', system: 'kelu', amountFen: 50 }],
        ['order.refunded', { orderId: 'o', system: 'kelu', refundId: 'o-1', amountFen: 50 }],
      ],
      [['in_full', { orderId: 'o', system: 'kelu', refundedFen: 50, netFen: 0 }]],
    ],
    [
      'of another order nothing',
      [paid('o', 100), paid('p', 100), back('p', 'r1', 40), paid('q', 100)],
      [['in_part', { orderId: 'p', refundedFen: 40, netFen: 60 }]],
    ],
  ] as const)('%s', async (_what, told, outcomes) => {
    const customer = await world.aCustomer()
    await hear(customer, told)
    expect(await outcomesOf(customer)).toEqual(outcomes)
  })

  it('is told of a payment and a refund that two knew who turn out to be one, and not again of what each had told', async () => {
    const origin = { source: 'test', at: world.clock.now() }
    const phone: IdentityClaim = { kind: 'phone', value: '+8613900000077', verified: true }
    const one = await world.customers.getOrCreate([{ kind: 'openid', appid: 'wx', value: 'out-1' }], origin)
    const other = await world.customers.getOrCreate(
      [{ kind: 'external', corp: 'ww', value: 'out-1' }],
      origin,
    )
    await hear(one, [paid('split', 100), paid('told', 100), back('told', 'r1', 100)])
    await hear(other, [back('split', 'r2', 100), paid('theirs', 100), back('theirs', 'r3', 1)])
    await world.customers.addClaims(one._id, [phone], 'test')
    await world.customers.addClaims(other._id, [phone], 'test')
    const outcomes = await outcomesOf(one, other)
    expect(outcomes.map(([name, { orderId }]) => `${orderId} ${name}`).sort()).toEqual([
      'split in_full',
      'theirs in_part',
      'told in_full',
    ])
  })
})
