import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import type { OrderState } from './order-standing.ts'
import { type Order, orderSchema } from './orders.ts'

/** Which orders a list shows; what is left out narrows nothing. */
export interface OrderLook {
  state?: OrderState
  /** Of these stores, by the shop's ids. */
  storeIds?: readonly string[]
  /** By when they began: from then on, and before that moment. */
  from?: Date
  until?: Date
}

/** After every text. */
const afterAll = '\u{10ffff}'

export type OrderLists = ReturnType<typeof createOrderLists>

/** Orders in pages, the newest first, for people who look. Every list follows an index, however many orders there are. */
export function createOrderLists(connection: Connection) {
  const collection = hotPathOf(connection, orderSchema)

  function ofStore(
    storeId: string | undefined,
    { state, from = new Date(0), until }: OrderLook,
    after: After | null,
    limit: number,
  ) {
    const where = { ...(storeId !== undefined && { storeId }), ...(state !== undefined && { state }) }
    const start = after ?? (until === undefined ? null : { at: until, id: afterAll })
    return behind<Order>({ collection, where, field: 'begunAt', direction: 'falling', from }, start, limit)
  }

  return {
    async page(look: OrderLook, after: After | null, limit: number): Promise<Order[]> {
      const { storeIds } = look
      if (storeIds === undefined) return ofStore(undefined, look, after, limit)
      // One short look per store: an index gives the order within each, not across them.
      const each = await Promise.all(storeIds.map((storeId) => ofStore(storeId, look, after, limit)))
      return each.flat().sort(byNewest).slice(0, limit)
    },

    /** Those whose number begins with it, whichever system told of them, by number. */
    async withNumber(number: string, systems: readonly string[], limit: number): Promise<Order[]> {
      const each = await Promise.all(
        systems.map((system) =>
          collection
            .find({ _id: { $gte: `${system}:${number}`, $lt: `${system}:${number}${afterAll}` } } as object)
            .sort({ _id: 1 })
            .limit(limit)
            .toArray(),
        ),
      )
      return each.flat().slice(0, limit)
    },
  }
}

const timeOf = ({ begunAt }: Order): number => begunAt?.getTime() ?? 0
const byNewest = (a: Order, b: Order): number => timeOf(b) - timeOf(a) || (a._id < b._id ? -1 : 1)
