import type { CouponStanding } from '../../models/coupons.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Order } from '../../models/orders.ts'
import type { StartOptions } from '../../server/start.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { passing } from '../kill/passing.ts'
import type { Reaper } from '../kill/reaper.ts'

/** The product's own stores and WeChat Pay with the points of `order-points.ts` around what an order goes through. */
export function mortalShop(reaper: Pick<Reaper, 'pass'>): Required<NonNullable<StartOptions['adapt']>> {
  const around = passing(reaper)

  function orders(store: Stores['orders']): Stores['orders'] {
    return {
      ...store,
      place: around('orders.place', store.place),
      async change(id, edit) {
        let step: string | undefined
        await store.change(id, (known) => {
          const next = edit(known)
          step = next === null ? undefined : stepBetween(known, next)
          // The write is the next thing that happens.
          if (step !== undefined) reaper.pass(`${step} before`)
          return next
        })
        if (step !== undefined) reaper.pass(`${step} after`)
      },
    }
  }

  return {
    stores: (stores) => ({
      ...stores,
      orders: orders(stores.orders),
      orderIntents: {
        ...stores.orderIntents,
        begin: around('intents.begin', stores.orderIntents.begin),
        decide: (id, state, refusal) =>
          around(`intents.${decisions[state]}`, stores.orderIntents.decide)(id, state, refusal),
        finish: around('intents.finish', stores.orderIntents.finish),
        refuse: around('intents.refuse', stores.orderIntents.refuse),
        close: around('intents.close', stores.orderIntents.close),
      },
      skus: {
        ...stores.skus,
        hold: around('skus.hold', stores.skus.hold),
        sell: around('skus.sell', stores.skus.sell),
        release: around('skus.release', stores.skus.release),
      },
      coupons: {
        ...stores.coupons,
        replaceUse: (grant, use) =>
          around(`coupons.${uses[use.state]}`, stores.coupons.replaceUse)(grant, use),
      },
      events: {
        ...stores.events,
        insert: (accepted, open) => around(`tell.${nameOf(accepted)}`, stores.events.insert)(accepted, open),
      },
      inbox: {
        ...stores.inbox,
        insert: around('inbox.insert', stores.inbox.insert),
        close: around('inbox.close', stores.inbox.close),
      },
      reconciledDays: {
        ...stores.reconciledDays,
        done: around('days.done', stores.reconciledDays.done),
      },
    }),

    platforms({ money, ...platforms }) {
      if (money === undefined) throw new Error('this proof is about taking money')
      const { payments } = money
      const mortal = {
        prepare: around('pay.prepare', payments.prepare),
        parameters: payments.parameters,
        query: around('pay.query', payments.query),
        close: around('pay.close', payments.close),
        refund: around('pay.refund', payments.refund),
        queryRefund: around('pay.queryRefund', payments.queryRefund),
        redirectRefund: payments.redirectRefund,
        tradeBill: around('pay.tradeBill', payments.tradeBill),
        fundBill: around('pay.fundBill', payments.fundBill),
      }
      return { ...platforms, money: { ...money, payments: mortal } }
    },
  }
}

const decisions = { taken: 'take', undoing: 'undo' } as const
const uses: Record<CouponStanding, string> = {
  locked: 'lock',
  redeemed: 'redeem',
  granted: 'letGo',
  returned: 'return',
}

/** What is told of an order counts; of anything else the first name does. */
function nameOf(events: readonly Pick<KeluEvent, 'name'>[]): string {
  const names = events.map(({ name }) => name)
  return names.find((name) => name.startsWith('order.')) ?? names[0] ?? 'nothing'
}

/** What this write does to an order, by its name in `order-points.ts`. */
function stepBetween(known: Order | null, next: Order): string {
  const [before, after] = [known?.own, next.own]
  if (before === undefined || after === undefined) return 'orders.other'
  if (before.step !== after.step) return `orders.${after.step}`
  if (before.prepay?.id !== after.prepay?.id) return 'orders.prepay'
  if (before.ending !== after.ending) return 'orders.ending'
  for (const refund of after.refunds ?? []) {
    const earlier = before.refunds?.find(({ refundNo }) => refundNo === refund.refundNo)
    if (earlier === undefined) return 'orders.refundAsked'
    if (refund.state === 'pending' && earlier.state === 'requested') return 'orders.refundAgreed'
    if (refund.state === 'done' && earlier.state === 'pending') return 'orders.refundDone'
    if (refund.refundId !== earlier.refundId) return 'orders.refundTaken'
    if (refund.sentAt?.getTime() !== earlier.sentAt?.getTime()) return 'orders.refundSent'
  }
  return before.dueAt !== undefined && after.dueAt === undefined ? 'orders.followed' : 'orders.other'
}
