import type { Announce } from '../../domain/live.ts'
import type { OrderStore } from '../../models/orders.ts'

/** Real time: the changes of so long are told together. */
const gatherMs = 1_000

/** The store of orders, telling open pages that there is something new; of which order is not said. */
export function withOrderNews(store: OrderStore, announce: Announce, everyMs = gatherMs): OrderStore {
  let isTelling = false

  function note(): void {
    if (isTelling) return
    isTelling = true
    setTimeout(() => {
      isTelling = false
      announce('orders')
    }, everyMs).unref()
  }

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
