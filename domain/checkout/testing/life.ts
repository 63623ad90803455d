import fc from 'fast-check'
import { expect } from 'vitest'
import { DomainError } from '../../errors.ts'
import { numberOf, type OwnOrderDocument } from '../../orders/own-orders.ts'
import type { Buyer } from '../contract.ts'
import { type Death, Died, mortality } from './death.ts'
import type { CheckoutWorld } from './world.ts'

const onHand = 4
const minuteMs = 60_000

const kinds = ['create', 'paid', 'cancel', 'close', 'refund', 'sweep', 'wait'] as const
const death = fc.option(fc.record({ at: fc.integer({ min: 1, max: 9 }), after: fc.boolean() }))
const deed = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('create' as const) },
    { weight: 6, arbitrary: fc.constantFrom(...kinds) },
  ),
  who: fc.nat(1),
  /** Which order of theirs, or which key they use. */
  nth: fc.nat(3),
  /** How many of each sku. */
  basket: fc.constantFrom([1, 0], [0, 2], [1, 1], [3, 2]),
  withCoupon: fc.boolean(),
  death,
})
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never

/** What happens, some of it at once. */
export const deeds = fc.array(fc.array(deed, { minLength: 1, maxLength: 3 }), {
  minLength: 10,
  maxLength: 25,
})

/** Two buyers with a coupon each before two skus of four pieces, served by processes that die. */
export async function aLife(world: CheckoutWorld) {
  const prices = [10_000, 5_000]
  const skus = await Promise.all(prices.map((priceFen) => world.aSku({ onHand, priceFen })))
  const buyers = [await world.aBuyer(), await world.aBuyer()]
  const coupons = await Promise.all(buyers.map(world.aCoupon))
  /** Orders somebody was told they have. */
  const promised = new Set<string>()

  const all = async (): Promise<OwnOrderDocument[]> => {
    const shop = world.aProcess()
    return (await Promise.all(buyers.map(({ customer }) => shop.ordersOf(customer, { limit: 100 })))).flat()
  }

  async function create(shop: ReturnType<CheckoutWorld['aProcess']>, buyer: Buyer, wish: Deed) {
    const { nth, basket, withCoupon } = wish
    const lines = skus.flatMap((skuId, place) => {
      const quantity = basket[place] ?? 0
      return quantity === 0 ? [] : [{ skuId, quantity }]
    })
    const couponCode = withCoupon ? coupons[wish.who] : undefined
    const goods = [...basket].reduce<number>(
      (sum, quantity, place) => sum + quantity * (prices[place] ?? 0),
      0,
    )
    // One key may come with another basket: then it is refused.
    const totalFen = goods - (couponCode === undefined ? 0 : 3_000)
    const order = await shop.create(buyer, { clientKey: `k${nth}-${basket}`, lines, couponCode, totalFen })
    promised.add(order._id)
  }

  async function act(wish: Deed, dies: Death | null): Promise<void> {
    const shop = world.aProcess({}, mortality(dies).around)
    const buyer = buyers[wish.who] as Buyer
    if (wish.kind === 'create') return create(shop, buyer, wish)
    if (wish.kind === 'sweep') return void (await shop.sweep())
    if (wish.kind === 'wait') return world.clock.advance(25 * minuteMs)
    const theirs = await world.aProcess().ordersOf(buyer.customer, { limit: 100 })
    const order = theirs[wish.nth % Math.max(1, theirs.length)]
    if (order === undefined) return
    const no = numberOf(order)
    const { totalFen } = order.own
    if (wish.kind === 'cancel') return void (await shop.cancel(buyer.customer, no))
    if (wish.kind === 'close') return void (await shop.settle.close(no, '超时未付款'))
    if (wish.kind === 'paid') {
      const payment = {
        transactionId: `wx-${no}`,
        totalFen,
        payerTotalFen: totalFen,
        paidAt: world.clock.now(),
      }
      return void (await shop.settle.paid(no, payment))
    }
    if (order.own.step === 'paid') {
      await shop.settle.refunded(no, { refundNo: `${no}-1`, fen: totalFen, at: world.clock.now() })
    }
  }

  /** Refusals and deaths are part of a life. */
  async function live(together: readonly Deed[]): Promise<void> {
    const lived = await Promise.allSettled(together.map((wish) => act(wish, wish.death)))
    for (const one of lived) {
      if (one.status === 'rejected' && !(one.reason instanceof Died || one.reason instanceof DomainError)) {
        throw one.reason
      }
    }
    world.clock.advance(1_000)
  }

  const sumOf = (orders: OwnOrderDocument[], skuId: string, step: string) =>
    orders
      .filter(({ own }) => own.step === step)
      .flatMap(({ own }) => own.lines)
      .reduce((sum, line) => sum + (line.skuId === skuId ? line.quantity : 0), 0)

  return {
    live,
    /** What holds at every moment, whoever has just died. */
    async check(): Promise<void> {
      const orders = await all()
      for (const skuId of skus) {
        const stock = await world.stockOf(skuId)
        expect(Math.min(stock.free, stock.held, stock.onHand)).toBeGreaterThanOrEqual(0)
        expect(stock.onHand).toBe(stock.free + stock.held)
        expect(stock.free + stock.held + stock.sold).toBe(onHand)
        // Nothing is sold, or held by an order that stands, but what there was.
        expect(sumOf(orders, skuId, 'open') + sumOf(orders, skuId, 'paid')).toBeLessThanOrEqual(onHand)
      }
      const standing = orders.filter(({ own }) => own.step !== 'closed' && own.coupon !== undefined)
      const unreturned = standing.filter(({ refunds }) => refunds === undefined)
      const used = unreturned.map(({ own }) => own.coupon)
      expect(new Set(used).size).toBe(used.length)
      for (const _id of promised) expect(orders.map((order) => order._id)).toContain(_id)
    },

    /** Nobody acts any more but the sweep: everything comes to its end. */
    async comeToRest(): Promise<void> {
      const shop = world.aProcess()
      for (let minutes = 0; minutes < 90; minutes += 15) {
        world.clock.advance(15 * minuteMs)
        await shop.sweep()
        await world.customers.sweep()
      }
      const orders = await all()
      expect(orders.filter(({ own }) => own.step === 'open' || own.dueAt !== undefined)).toEqual([])
      expect(await world.stores.orderIntents.due(world.clock.now(), 100)).toEqual([])
      for (const skuId of skus) {
        expect(await world.stockOf(skuId)).toMatchObject({ held: 0, sold: sumOf(orders, skuId, 'paid') })
      }
      for (const code of coupons) {
        const { state, order } = (await world.couponAt(code)) ?? {}
        expect(state).not.toBe('locked')
        const holder = orders.find(({ _id }) => _id === order)
        expect(holder?.own.step ?? 'nobody').toBe(state === 'redeemed' ? 'paid' : 'nobody')
      }
      for (const order of orders) {
        const told = await world.told(numberOf(order))
        const end = order.own.step === 'paid' ? 'order.paid' : 'order.closed'
        expect(
          told.filter((name) => !name.startsWith('order.refunded') && name !== 'coupon.redeemed'),
        ).toEqual(['order.created', end].sort())
      }
    },
  }
}
