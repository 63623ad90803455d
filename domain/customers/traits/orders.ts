import type { Customer, TraitValue } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { OrderEntry } from '../../../models/order-entry.ts'
import { type BuyerRules, defaultBuyerRules } from '../../language/buyer-rules.ts'
import { buyingCycle, purchaseOccasions, startOfDay } from './buying-cycle.ts'
import { dearestLine } from './dearest-line.ts'
import { type CountedOrder, countedOrders, netFen, refundedFen, withOrder } from './order-ledger.ts'
import type { Reducer } from './reducer.ts'
import { recencyFallsAt, rfmOf } from './rfm.ts'
import { dropBuyingTags } from './rule-tags.ts'
import { refreshSpendTag } from './spend-tag.ts'
import { renamedTraits } from './table.ts'
import { refreshTier } from './tier.ts'

const windowMs = 365 * 86_400_000

/**
 * Paid orders and refunds. The customer keeps a small ledger by order id, and all that orders say of them is computed from it
 * rather than counted up and down: what was told once, twice, late or in another order comes to the same.
 */
export const orders: Reducer = {
  hears: ({ name }) => name === 'order.paid' || name === 'order.refunded',
  apply(draft, event, now, rules) {
    const told = event.name === 'order.paid' ? paymentIn(event) : refundIn(event)
    if (told !== null) draft.orders = withOrder(draft.orders ?? [], told)
    refreshOrderTraits(draft, now, rules)
  },
}

function paymentIn({ _id, at, receivedAt, props }: KeluEvent): OrderEntry {
  const discountFen = fenOf(props.discountFen)
  const product = dearestLine(props.items)
  return {
    ...(typeof props.orderId === 'string' ? entryOf(props.orderId, props) : { id: _id }),
    payment: {
      event: _id,
      heardAt: receivedAt,
      at,
      paidFen: fenOf(props.amountFen),
      ...(discountFen > 0 && { discountFen }),
      ...(product !== null && { product }),
    },
  }
}

const entryOf = (id: string, { system }: KeluEvent['props']): OrderEntry => ({
  id,
  ...(system === 'kelu' && { system }),
})

/** Null when nothing was given back, or nobody knows for which order. */
function refundIn({ _id, receivedAt, props }: KeluEvent): OrderEntry | null {
  const { orderId, refundId } = props
  const fen = fenOf(props.amountFen)
  if (typeof orderId !== 'string' || fen === 0) return null
  return {
    ...entryOf(orderId, props),
    refunds: [{ id: typeof refundId === 'string' ? refundId : _id, fen, heardAt: receivedAt }],
  }
}

function fenOf(fen: unknown): number {
  return Number.isSafeInteger(fen) && (fen as number) > 0 ? (fen as number) : 0
}

/**
 * What follows from the orders and the time: everything of docs/language.md that orders make of a customer, the tier and scores
 * by these rules, and when time alone will next change any of it. Refunded in full counts as never bought.
 */
export function refreshOrderTraits(draft: Customer, now: Date, rules: BuyerRules = defaultBuyerRules): void {
  const ledger = draft.orders ?? []
  const counted = countedOrders(ledger)
  const lately = counted.filter(({ payment: { at } }) => isInYear(at, now))
  const occasions = occasionsOf(counted)
  const year = {
    spend365Fen: sumOf(lately),
    orders365: lately.length,
    occasions365: daysFrom(lately.at(-1), occasions).length,
  }
  const traits: Record<string, TraitValue | undefined> = {
    ...lifetimeTraits(counted, occasions),
    ...cycleTraits(occasions),
    ...year,
    ...scores(occasions.at(-1), year, now, rules),
    overRefundedOrders: overRefunded(ledger),
  }
  for (const [trait, value] of Object.entries(traits)) {
    if (value === undefined) delete draft.traits[trait]
    else draft.traits[trait] = value
  }
  for (const earlier of Object.keys(renamedTraits)) delete draft.traits[earlier]
  refreshTier(draft, now, rules.tiers)
  refreshSpendTag(draft, now, rules.rfm)
  dropBuyingTags(draft)
  setRefreshAt(draft, now, rules)
}

function lifetimeTraits(counted: readonly CountedOrder[], occasions: readonly string[]) {
  const [last, first] = [counted[0], counted.at(-1)]
  return {
    ordersCount: counted.length,
    purchaseCount: occasions.length,
    firstOrderAt: first?.payment.at,
    lastOrderAt: last?.payment.at,
    lastProductName: last?.payment.product,
    averageOrderFen: last && Math.round(sumOf(counted) / counted.length),
  }
}

function cycleTraits(occasions: readonly string[]) {
  const cycle = buyingCycle(occasions)
  return {
    cycleDays: cycle?.days,
    cycleConfidence: cycle?.confidence,
    purchaseDayOfMonth: cycle?.dayOfMonth ?? undefined,
    nextOrderOn: cycle === null ? undefined : startOfDay(cycle.nextOn),
  }
}

/** Of those who have bought; nobody else has any. */
function scores(
  lastOn: string | undefined,
  year: { occasions365: number; spend365Fen: number },
  now: Date,
  { rfm }: BuyerRules,
) {
  const none = { rfmR: undefined, rfmF: undefined, rfmM: undefined, rfmGroup: undefined }
  return lastOn === undefined ? none : rfmOf({ lastOn, ...year }, now, rfm)
}

/** More given back than was paid: a fault of the shop's data that somebody has to look at. */
function overRefunded(ledger: readonly OrderEntry[]): string[] | undefined {
  const faulty = ledger.filter((order) => order.payment && refundedFen(order) > order.payment.paidFen)
  return faulty.length === 0 ? undefined : faulty.map(({ id }) => id).sort()
}

/** `refreshAt` as the ledger says it: when the oldest order of the year leaves it, or the last was too long ago for its score. */
export function setRefreshAt(draft: Customer, now: Date, rules: BuyerRules = defaultBuyerRules): void {
  const counted = countedOrders(draft.orders ?? [])
  const oldest = counted.findLast(({ payment: { at } }) => isInYear(at, now))
  const lastOn = occasionsOf(counted.slice(0, 1))[0]
  const falls = lastOn === undefined ? null : recencyFallsAt(lastOn, now, rules.rfm)
  const moments = [
    ...(oldest ? [oldest.payment.at.getTime() + windowMs] : []),
    ...(falls ? [falls.getTime()] : []),
  ]
  if (moments.length > 0) draft.refreshAt = new Date(Math.min(...moments))
  else delete draft.refreshAt
}

const isInYear = (at: Date, now: Date): boolean => at.getTime() > now.getTime() - windowMs
const sumOf = (all: readonly CountedOrder[]): number => all.reduce((sum, order) => sum + netFen(order), 0)
const occasionsOf = (all: readonly CountedOrder[]) => purchaseOccasions(all.map(({ payment }) => payment.at))
/** Of these days, oldest first, that of an order and those after it. */
function daysFrom(first: CountedOrder | undefined, occasions: readonly string[]): readonly string[] {
  const [day] = first === undefined ? [] : occasionsOf([first])
  return day === undefined ? [] : occasions.slice(occasions.indexOf(day))
}
