import { expect } from 'vitest'
import type { Buyer, OrderRequest } from '../contract.ts'
import { type Death, Died, mortality } from './death.ts'
import type { CheckoutWorld } from './world.ts'

type Shop = ReturnType<CheckoutWorld['aProcess']>

/** Who goes on with what a dead process left: the same call once more, or the sweep alone. */
export type GoesOn = 'asking again' | 'the sweep'

/** Purchases by processes that die, and what must have come of them. */
export function dyingPurchases(world: CheckoutWorld) {
  let made = 0

  /** Somebody about to buy two things with a coupon; or who has placed that order. */
  async function aCase() {
    const buyer = await world.aBuyer()
    const skus = [await world.aSku({ onHand: 3 }), await world.aSku({ onHand: 3, priceFen: 2_500 })]
    const couponCode = await world.aCoupon(buyer)
    const lines = skus.map((skuId) => ({ skuId, quantity: 2 }))
    const request: OrderRequest = { clientKey: `k${++made}`, lines, couponCode, totalFen: 22_000 }
    return { buyer, skus, couponCode, request }
  }
  type Case = Awaited<ReturnType<typeof aCase>>

  const orders = ({ buyer }: { buyer: Buyer }) => world.aProcess().ordersOf(buyer.customer, { limit: 9 })
  const place = async (shop: Shop, { buyer, request }: Case) => void (await shop.create(buyer, request))
  async function theNumber(one: Case): Promise<string> {
    const [order] = await orders(one)
    return order?._id.slice('kelu:'.length) ?? ''
  }
  const pay = async (shop: Shop, one: Case) =>
    void (await shop.settle.paid(await theNumber(one), {
      transactionId: 'wx1',
      totalFen: 22_000,
      payerTotalFen: 22_000,
      paidAt: world.clock.now(),
    }))

  /** What comes of it in the end. */
  async function standOf(one: Case) {
    const all = await orders(one)
    const stocks = await Promise.all(one.skus.map((skuId) => world.stockOf(skuId)))
    return {
      steps: all.map(({ own }) => [own.step, own.dueAt !== undefined && own.step !== 'open']),
      stocks: stocks.map(({ free, held, sold }) => ({ free, held, sold })),
      coupon: (await world.couponAt(one.couponCode))?.state,
      told: all[0] ? await world.told(all[0]._id.slice('kelu:'.length)) : [],
    }
  }

  const deeds = {
    'placing an order': {
      before: async () => undefined,
      deed: place,
      stand: {
        steps: [['open', false]],
        stocks: { free: 1, held: 2, sold: 0 },
        coupon: 'locked',
        told: ['order.created'],
      },
    },
    'booking its payment': {
      before: place,
      deed: pay,
      stand: {
        steps: [['paid', false]],
        stocks: { free: 1, held: 0, sold: 2 },
        coupon: 'redeemed',
        told: ['order.created', 'order.paid'],
      },
    },
    'cancelling it': {
      before: place,
      deed: async (shop: Shop, one: Case) =>
        void (await shop.cancel(one.buyer.customer, await theNumber(one))),
      stand: {
        steps: [['closed', false]],
        stocks: { free: 3, held: 0, sold: 0 },
        coupon: 'granted',
        told: ['order.closed', 'order.created'],
      },
    },
    'asking its money back': {
      before: async (shop: Shop, one: Case) => {
        await place(shop, one)
        await pay(shop, one)
      },
      deed: async (shop: Shop, one: Case) =>
        void (await shop.askRefund(one.buyer.customer, await theNumber(one), { reason: '不想要了' })),
      stand: {
        steps: [['paid', false]],
        stocks: { free: 1, held: 0, sold: 2 },
        coupon: 'redeemed',
        told: ['order.created', 'order.paid', 'order.refund_requested'],
      },
    },
  } as const

  type Name = keyof typeof deeds
  async function begun(name: Name): Promise<Case> {
    const one = await aCase()
    await deeds[name].before(world.aProcess(), one)
    return one
  }

  return {
    aCase,
    standOf,
    names: Object.keys(deeds) as Name[],

    /** Does it by a process that lives; how many writes it takes. */
    async writesOf(name: Name): Promise<number> {
      const mortal = mortality(null)
      const one = await begun(name)
      await deeds[name].deed(world.aProcess({}, mortal.around), one)
      expect(await standOf(one)).toEqual(wholeOf(name))
      return mortal.writes()
    },

    /** Does it by one that dies, and lets somebody go on: it is as if nobody had died, or as if nobody had begun. */
    async dies(name: Name, death: Death, by: GoesOn): Promise<void> {
      const one = await begun(name)
      const before = await standOf(one)
      const { deed } = deeds[name]
      await expect(deed(world.aProcess({}, mortality(death).around), one)).rejects.toThrow(Died)
      if (by === 'asking again') await deed(world.aProcess(), one)
      world.clock.advance(61_000)
      await world.aProcess().sweep()
      const hasBegun = death.at > 1 || death.after || by === 'asking again'
      const what = `${name}, ${JSON.stringify(death)}, then ${by}`
      expect(await standOf(one), what).toEqual(hasBegun ? wholeOf(name) : before)
    },
  }

  function wholeOf(name: Name) {
    const { stand } = deeds[name]
    return { ...stand, stocks: [stand.stocks, stand.stocks] }
  }
}
