import { withStanding } from '../order-standing.ts'
import type { Order } from '../orders.ts'
import type { Migration } from './migrate.ts'

const batch = 500

/** Until 0.1 no list of orders was kept: each learns when it began, how far it has come and of which store it is. */
export const orderStanding: Migration = {
  id: '2026-12-01-order-standing',
  async run(connection, progress) {
    const orders = connection.collection<Order>('orders')
    for (let after = progress.after ?? ''; ; ) {
      const page = await orders
        .find({ _id: { $gt: after } } as object)
        .sort({ _id: 1 })
        .limit(batch)
        .toArray()
      const end = page.at(-1)
      if (end === undefined) return
      await orders.bulkWrite(
        page.map((order) => {
          const { begunAt, state, storeId } = withStanding(order as Order)
          return {
            updateOne: {
              // What a process of this release has written since says it itself.
              filter: { _id: order._id, rev: order.rev },
              update: { $set: { begunAt, state, ...(storeId !== undefined && { storeId }) } },
            },
          }
        }),
        { ordered: false },
      )
      after = end._id
      await progress.keep(after)
    }
  },
}
