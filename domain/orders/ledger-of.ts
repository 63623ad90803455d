import type { OrderEntry } from '../../models/order-entry.ts'
import type { Order } from '../../models/orders.ts'
import { dearestLine } from '../customers/traits/dearest-line.ts'
import { uniteLedgers } from '../customers/traits/order-ledger.ts'

/** What the documents of orders say as a customer's ledger says it, newest first; of those nobody paid or gave money back for, nothing. */
export function ledgerOf(orders: readonly Order[]): OrderEntry[] {
  const entries = orders.flatMap(({ _id, payment, refunds }): OrderEntry[] => {
    if (payment === undefined && refunds === undefined) return []
    const mark = _id.indexOf(':')
    const product = payment && dearestLine(payment.items)
    return [
      {
        id: _id.slice(mark + 1),
        ...(_id.slice(0, mark) === 'kelu' && { system: 'kelu' as const }),
        ...(payment && {
          payment: {
            event: payment.event,
            heardAt: payment.heardAt,
            at: payment.at,
            paidFen: payment.amountFen,
            ...(payment.discountFen !== undefined && { discountFen: payment.discountFen }),
            ...(product && { product }),
          },
        }),
        ...(refunds && { refunds }),
      },
    ]
  })
  return uniteLedgers([], entries)
}
