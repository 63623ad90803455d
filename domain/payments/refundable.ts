import type { OwnOrder, OwnOrderLine, RefundedLine } from '../../models/own-order.ts'
import { claimedFen } from '../orders/own-orders.ts'
import { paymentOf } from './own-money.ts'

/** One line of an order, and what of it may still go back. */
export interface RefundableLine {
  skuId: string
  name: string
  quantity: number
  /** Pieces that went back or may. */
  returned: number
  /** What each further piece is worth, its part of the discount taken off; together exactly what is left of the line. */
  worthFen: number[]
}

/** What of an order may still go back: never more than was paid, whatever the pieces are worth. */
export function refundableOf(own: OwnOrder): { leftFen: number; lines: RefundableLine[] } {
  const leftFen = Math.max(0, (paymentOf(own)?.totalFen ?? 0) - claimedFen(own))
  return { leftFen, lines: own.lines.map((line) => refundableLine(line, own)) }
}

function refundableLine(line: OwnOrderLine, { refunds = [] }: OwnOrder): RefundableLine {
  const { skuId, name, quantity } = line
  const given = refunds.filter(({ state }) => state !== 'refused' && state !== 'failed')
  const returned = given
    .flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.skuId === skuId ? one.quantity : 0), 0)
  const left = Math.max(0, quantity - returned)
  const worthFen = Array.from(
    { length: left },
    (_, n) => partOf(line, returned + n + 1) - partOf(line, returned + n),
  )
  return { skuId, name, quantity, returned, worthFen }
}

/** What the first pieces of a line were paid with: the whole of it is shared out to the fen, in whatever parts it goes back. */
function partOf({ lineFen, discountShareFen, quantity }: OwnOrderLine, pieces: number): number {
  return Math.floor(((lineFen - discountShareFen) * pieces) / quantity)
}

/** What these pieces are worth; null where there are not so many left, or none is asked for. */
export function worthOf(own: OwnOrder, asked: readonly RefundedLine[]): number | null {
  const { lines } = refundableOf(own)
  const isTwice = new Set(asked.map(({ skuId }) => skuId)).size < asked.length
  let fen = 0
  for (const { skuId, quantity } of asked) {
    const line = lines.find((one) => one.skuId === skuId)
    if (isTwice || line === undefined || quantity < 1 || quantity > line.worthFen.length) return null
    fen += line.worthFen.slice(0, quantity).reduce((sum, worth) => sum + worth, 0)
  }
  return asked.length === 0 ? null : fen
}
