import type { OrderLine } from '../../../models/orders.ts'
import type { FaultCode } from '../faults.ts'
import type { Who } from '../people/who.ts'
import type { OrderRow, OrderSaid, SaidState } from './read-order-row.ts'

export const mostLines = 200

/** An order as its rows tell it together. */
export interface ToldOrder {
  orderId: string
  rows: number[]
  who: Who
  state: SaidState
  at: { placed?: Date; paid?: Date }
  amountFen: number
  discountFen?: number
  freightFen?: number
  refundedFen: number
  storeId?: string
  staffId?: string
  items: OrderLine[]
}

/**
 * Puts the rows of one order together: what is said of the whole must be the same wherever it is said, and lines that all tell their
 * price must come to what was paid.
 */
export function gatherOrder(rows: readonly OrderRow[]): ToldOrder | FaultCode {
  if (rows.length > mostLines) return 'orderTooLong'
  const said = agreed(rows.map((row) => row.said))
  const who = agreedWho(rows.map((row) => row.who))
  if (said === null || who === null) return 'orderDiffers'
  if (who.claims.length === 0 && who.customer === undefined) return 'noIdentity'
  const { placedAt, paidAt, amountFen, discountFen, freightFen, storeId, staffId } = said
  const at = paidAt ?? placedAt
  if (amountFen === undefined || at === undefined) return 'orderIncomplete'
  const items = rows.flatMap(({ line }) => line ?? [])
  if (!addsUp(items, rows.length, said)) return 'orderTotal'
  const state = said.state ?? 'paid'
  const refundedFen = said.refundedFen ?? (state === 'refunded' ? amountFen : 0)
  if (refundedFen > amountFen) return 'orderRefund'
  const isPaid = state !== 'created' && (state !== 'closed' || paidAt !== undefined || refundedFen > 0)
  return {
    orderId: rows[0]?.orderId ?? '',
    rows: rows.map(({ row }) => row),
    who,
    state,
    at: { ...(placedAt && { placed: placedAt }), ...(isPaid ? { paid: at } : { placed: at }) },
    amountFen,
    ...(discountFen !== undefined && { discountFen }),
    ...(freightFen !== undefined && { freightFen }),
    refundedFen,
    ...(storeId !== undefined && { storeId }),
    ...(staffId !== undefined && { staffId }),
    items,
  }
}

/** What is said by any of them; null where two say different things. */
function agreed(all: readonly OrderSaid[]): OrderSaid | null {
  const together: Record<string, Date | number | string> = {}
  for (const said of all) {
    for (const [field, value] of Object.entries(said) as [string, Date | number | string][]) {
      const known = together[field]
      if (known !== undefined && known.valueOf() !== value.valueOf()) return null
      together[field] = value
    }
  }
  return together as OrderSaid
}

function agreedWho(all: readonly Who[]): Who | null {
  const told = all.filter(({ claims, customer }) => claims.length > 0 || customer !== undefined)
  const different = new Set(told.map((who) => JSON.stringify(who)))
  return different.size > 1 ? null : (told[0] ?? { claims: [] })
}

/** Without a column of discounts what was paid may be less than the lines come to, and never more. */
function addsUp(
  items: readonly OrderLine[],
  rows: number,
  { amountFen = 0, discountFen, freightFen = 0 }: OrderSaid,
): boolean {
  const prices = items.flatMap(({ priceFen, quantity = 1 }) =>
    priceFen === undefined ? [] : priceFen * quantity,
  )
  if (prices.length < rows) return true
  const full = prices.reduce((sum, price) => sum + price, 0) + freightFen
  return discountFen === undefined ? amountFen <= full : amountFen === full - discountFen
}
