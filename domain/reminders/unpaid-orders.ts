import type { KeluEvent } from '../../models/event.ts'
import { orderKey } from '../../models/order-entry.ts'
import type { UnpaidOrderStore } from '../../models/unpaid-orders.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'

const batch = 200
/** An order heard of later than this comes out of a history: nobody has just walked away from it. */
const freshMs = 24 * 3_600_000

/** What ends the wait for a payment. */
const settling: ReadonlySet<string> = new Set(['order.paid', 'order.closed'])

/** `order.unpaid`: an order was placed and neither paid nor closed within `afterMs()`; once per order. */
export function createUnpaidOrders(deps: {
  store: UnpaidOrderStore
  customers: Pick<Customers, 'hear'>
  clock: Clock
  afterMs(): number
}) {
  const { store, customers, clock, afterMs } = deps

  return {
    wants: ({ name, props }: KeluEvent) =>
      (name === 'order.created' || settling.has(name)) && typeof props.orderId === 'string',

    async onEvent({ name, customerId, props, at, receivedAt }: KeluEvent) {
      const { system, amountFen, items } = props
      const orderId = props.orderId as string
      const _id = system === 'kelu' ? orderKey(orderId, system) : orderId
      if (settling.has(name)) return store.settle(_id, customerId, receivedAt)
      if (receivedAt.getTime() - at.getTime() > freshMs) return
      await store.begin({
        _id,
        customerId,
        waitingSince: at,
        props: {
          orderId,
          ...(system === 'kelu' && { system }),
          ...(amountFen !== undefined && { amountFen }),
          ...(items !== undefined && { items }),
        },
        heardAt: receivedAt,
      })
    },

    async sweep() {
      const now = clock.now()
      const due = await store.waitingSince(new Date(now.getTime() - afterMs()), batch)
      for (const { _id, customerId, waitingSince = now, props = {} } of due) {
        await customers.hear({
          _id: `unpaid:${_id}`,
          customerId,
          name: 'order.unpaid',
          at: new Date(Math.min(waitingSince.getTime() + afterMs(), now.getTime())),
          props,
          source: 'kelu',
        })
        await store.settle(_id, customerId, now)
      }
      return due.length
    },

    async nextDueAt() {
      const first = await store.longestWaiting()
      return first && new Date(first.getTime() + afterMs())
    },
  }
}
