import type { Customer, OrderEntry } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { buyingCycleDays, dayAfter, purchaseOccasions } from './buying-cycle.ts'
import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'
import { renamedTraits } from './table.ts'
import { refreshTier } from './tier.ts'

const dayMs = 86_400_000
const windowMs = 365 * dayMs
/** More orders than this in a year are beyond a person; the oldest then leave the spend early. */
const ordersKept = 500

/**
 * Paid orders and refunds. The customer keeps a small ledger by order id, so one order reported by two systems counts
 * once, and what a window says is computed from it rather than counted up and down.
 */
export const orders: Reducer = {
  hears: ({ name }) => name === 'order.paid' || name === 'order.refunded',
  apply(draft, event, now) {
    const id = typeof event.props.orderId === 'string' ? event.props.orderId : event._id
    const known = draft.orders?.find((order) => order.id === id)
    if (event.name === 'order.refunded') {
      const refunded = { ...(known ?? { id, at: event.at }) }
      refunded.refundedFen = (refunded.refundedFen ?? 0) + fenOf(event)
      keep(draft, refunded)
    } else if (known?.fen === undefined) {
      keep(draft, { ...known, id, at: event.at, fen: fenOf(event) })
      countOrder(draft, event)
    }
    refreshOrderTraits(draft, now)
  },
}

function keep(draft: Customer, order: OrderEntry): void {
  draft.orders = newestOrders([order, ...(draft.orders ?? []).filter(({ id }) => id !== order.id)])
}

/** Newest first, as many as are kept. */
export function newestOrders(all: OrderEntry[]): OrderEntry[] {
  return all.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, ordersKept)
}

function countOrder({ traits }: Customer, event: KeluEvent): void {
  const at = event.at
  const latest = laterOf(traits.lastOrderAt, at)
  traits.ordersCount = (typeof traits.ordersCount === 'number' ? traits.ordersCount : 0) + 1
  traits.firstOrderAt =
    traits.firstOrderAt instanceof Date && traits.firstOrderAt < at ? traits.firstOrderAt : at
  traits.lastOrderAt = latest
  const product = productNameOf(event)
  if (latest === at && product) traits.lastProductName = product
}

/**
 * What follows from the orders and the time: spend of the last 365 days less refunds, the buying cycle with the next order it
 * lets expect, the tier, and when the oldest counted order will leave the window. Refunded in full counts as never bought.
 */
export function refreshOrderTraits(draft: Customer, now: Date): void {
  const counted = (draft.orders ?? []).filter((order) => order.fen !== undefined && netFen(order) > 0)
  refreshSpend(draft, counted, now)
  const occasions = purchaseOccasions(counted.map(({ at }) => at))
  refreshCycle(draft, occasions)
  refreshTier(draft, occasions.length, now)
  for (const earlier of Object.keys(renamedTraits)) delete draft.traits[earlier]
}

function refreshSpend(draft: Customer, counted: OrderEntry[], now: Date): void {
  const windowStart = now.getTime() - windowMs
  const lately = counted.filter(({ at }) => at.getTime() > windowStart)
  draft.traits.spend365Fen = lately.reduce((sum, order) => sum + netFen(order), 0)
  const oldest = lately.at(-1)
  if (oldest) draft.refreshAt = new Date(oldest.at.getTime() + windowMs)
  else delete draft.refreshAt
}

function refreshCycle({ traits }: Customer, occasions: string[]): void {
  const cycle = buyingCycleDays(occasions)
  const last = occasions.at(-1)
  if (cycle === null || last === undefined) {
    delete traits.cycleDays
    delete traits.nextOrderOn
    return
  }
  traits.cycleDays = cycle
  traits.nextOrderOn = dayAfter(last, cycle)
}

function netFen(order: OrderEntry): number {
  return Math.max(0, (order.fen ?? 0) - (order.refundedFen ?? 0))
}

function fenOf(event: KeluEvent): number {
  const fen = event.props.amountFen
  return Number.isSafeInteger(fen) && (fen as number) > 0 ? (fen as number) : 0
}

function productNameOf(event: KeluEvent): string | null {
  const first: unknown = Array.isArray(event.props.items) ? event.props.items[0] : null
  const name = first && typeof first === 'object' && 'name' in first ? first.name : null
  return typeof name === 'string' && name !== '' ? name : null
}
