import type { CodeArrival, CodeArrivalStore } from '../../models/code-arrivals.ts'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { isoDay } from '../local-time.ts'

const dayMs = 86_400_000
const added = 'wecom.friend_added'
const removed = 'wecom.friend_removed'
const entered = 'miniprogram.entered'
const paid = 'order.paid'

/**
 * Who came by which channel code, and what became of them: friends still, logged in to the mini-program, ordered. Each is
 * written once per person and code, whatever is told twice or late. Test accounts are nobody.
 */
export function createArrivals(deps: {
  corp: string
  store: CodeArrivalStore
  /** Somebody came by that state just now. */
  used: (state: string) => void
}) {
  const { corp, store, used } = deps

  return {
    wants: ({ name }: Pick<KeluEvent, 'name'>): boolean => [added, removed, entered, paid].includes(name),

    async hear(event: KeluEvent, customer: Customer): Promise<void> {
      if (customer.isTest) return
      const externals = customer.ids.filter((id) => id.startsWith(`external:${corp}:`))
      if (externals.length === 0) return
      switch (event.name) {
        case added:
          return came(event, customer, externals)
        case removed:
          return left(event, externals)
        case entered:
          return store.did(externals, 'loggedInAt', event.at)
        case paid:
          return store.did(externals, 'orderedAt', event.at)
      }
    },
  }

  async function came(
    { at, props }: KeluEvent,
    customer: Customer,
    externals: readonly string[],
  ): Promise<void> {
    const { state } = props
    const staff = String(props.staff).toLowerCase()
    const [external] = externals
    // Whoever is a friend again came back to whom they knew, by whatever way.
    for (const arrival of await store.ofExternals(externals)) {
      if (arrival.staff === staff) await store.began(arrival._id, at)
    }
    if (typeof state !== 'string' || state === '' || external === undefined) return
    const code = `${corp}:${state}`
    const arrival: CodeArrival = {
      _id: `${code}:${external.slice(`external:${corp}:`.length)}`,
      code,
      external,
      customerId: customer._id,
      staff,
      at,
      day: isoDay(at),
    }
    if (await store.insert(arrival)) used(state)
  }

  async function left({ at, props }: KeluEvent, externals: readonly string[]): Promise<void> {
    const staff = String(props.staff).toLowerCase()
    for (const arrival of await store.ofExternals(externals)) {
      if (arrival.staff !== staff || arrival.at > at) continue
      await store.ended(arrival._id, at, Math.floor((at.getTime() - arrival.at.getTime()) / dayMs))
    }
  }
}
