import type { Announce } from '../../domain/live.ts'
import type { EventStore } from '../../models/events.ts'
import type { Touches } from '../../models/touches.ts'

/** Real time: the changes of so long are told together. */
const gatherMs = 1_000
/** When more people changed than this, nobody is named: every page about customers asks again. */
const mostNamed = 20

/** Stores that remember whom a write was about, and tell open pages of it. */
export interface CustomerNews {
  events(store: EventStore): EventStore
  touches(store: Touches): Touches
}

/**
 * Tells open pages whose history or messages changed. What happens to thousands costs them, the stream and the other processes
 * no more than what happens to a few.
 */
export function createCustomerNews(announce: Announce, everyMs = gatherMs): CustomerNews {
  const changed = new Set<string>()
  let isTelling = false

  function tell(): void {
    isTelling = false
    if (changed.size > mostNamed) announce('customers')
    else for (const id of changed) announce('customers', id)
    changed.clear()
  }

  function note(customerId: string): void {
    if (changed.size <= mostNamed) changed.add(customerId)
    if (isTelling) return
    isTelling = true
    setTimeout(tell, everyMs).unref()
  }

  return {
    events: (store) => ({
      ...store,
      async insert(accepted, open) {
        const inserted = await store.insert(accepted, open)
        for (const { _id, customerId } of accepted) if (inserted.has(_id)) note(customerId)
        return inserted
      },
    }),
    touches: (store) => ({
      ...store,
      async insert(touch) {
        const stored = await store.insert(touch)
        if (stored) note(touch.customerId)
        return stored
      },
      async advance(touch, changes) {
        const moved = await store.advance(touch, changes)
        if (moved) note(touch.customerId)
        return moved
      },
    }),
  }
}
