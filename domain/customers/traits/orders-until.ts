import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { orders } from './orders.ts'

/** Takes what these later events brought out of the ledger of orders; the traits that follow from it are told as changes. */
export function ordersUntil(customer: Customer, later: readonly KeluEvent[]): void {
  const undoing = later.filter((event) => orders.hears(event))
  if (undoing.length === 0) return
  const paidLater = new Set(undoing.filter(isPaid).map(idOf))
  customer.orders = (customer.orders ?? []).flatMap((order) => {
    const back = undoing
      .filter((event) => !isPaid(event) && idOf(event) === order.id)
      .reduce((sum, { props }) => sum + Number(props.amountFen ?? 0), 0)
    const { fen, refundedFen, ...rest } = order
    const left = (refundedFen ?? 0) - back
    const isPaidBefore = fen !== undefined && !paidLater.has(order.id)
    if (!isPaidBefore && left <= 0) return []
    return [{ ...rest, ...(isPaidBefore && { fen }), ...(left > 0 && { refundedFen: left }) }]
  })
  const oldest = customer.orders.findLast(
    ({ fen, at }) => fen !== undefined && at.getTime() > oldestAt(later),
  )
  if (oldest === undefined) delete customer.refreshAt
  else customer.refreshAt = new Date(oldest.at.getTime() + windowMs)
}

const windowMs = 365 * 86_400_000
/** Orders that had left the window of a year by the time of the first of these events. */
const oldestAt = (later: readonly KeluEvent[]): number =>
  Math.min(...later.map(({ receivedAt }) => receivedAt.getTime())) - windowMs

const isPaid = ({ name }: KeluEvent): boolean => name === 'order.paid'
const idOf = ({ _id, props }: KeluEvent): string => (typeof props.orderId === 'string' ? props.orderId : _id)
