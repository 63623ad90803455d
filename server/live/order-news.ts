import type { Announce } from '../../domain/live.ts'
import type { OrderStore } from '../../models/orders.ts'
import { createToldTogether } from './told-together.ts'

/** The store of orders, telling open pages that there is something new; of which order is not said. */
export function withOrderNews(store: OrderStore, announce: Announce, everyMs?: number): OrderStore {
  const note = createToldTogether(announce, 'orders', everyMs)

  return {
    ...store,
    async change(id, edit) {
      let isNew = false
      await store.change(id, (known) => {
        const next = edit(known)
        isNew = next !== null
        return next
      })
      if (isNew) note()
    },
  }
}
