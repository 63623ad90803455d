import type { OwnOrder, OwnRefund } from '../../models/own-order.ts'

/** What was paid for an order, in time or too late; null = nothing. */
export function paymentOf(own: OwnOrder): { transactionId: string; totalFen: number } | null {
  const { transactionId, totalFen, latePayment } = own
  if (latePayment !== undefined) return latePayment
  return transactionId === undefined ? null : { transactionId, totalFen }
}

/** Money that came too late goes back under this number, whoever finds it and however often. */
export const lateRefundNo = (no: string): string => `${no}-0`

/** The same with the earliest of its looks where the store finds it. */
export function withLookAt(own: OwnOrder): OwnOrder {
  const { lookAt: _, ...rest } = own
  const pending = (own.refunds ?? []).flatMap(({ state, look }) =>
    state === 'pending' && look ? [look.at] : [],
  )
  const times = [...(own.step === 'open' && own.look ? [own.look.at] : []), ...pending]
  if (times.length === 0) return rest
  return { ...rest, lookAt: new Date(Math.min(...times.map((at) => at.getTime()))) }
}

/** The same with this refund as it is now. */
export function withRefund(
  own: OwnOrder,
  refundNo: string,
  edit: (refund: OwnRefund) => OwnRefund,
): OwnOrder {
  const refunds = (own.refunds ?? []).map((refund) => (refund.refundNo === refundNo ? edit(refund) : refund))
  return withLookAt({ ...own, refunds })
}

export const refundIn = ({ refunds = [] }: OwnOrder, refundNo: string): OwnRefund | undefined =>
  refunds.find((refund) => refund.refundNo === refundNo)

/** Without what is undefined: the store would refuse or keep it. */
export function without<T extends object, Key extends keyof T>(whole: T, ...keys: Key[]): Omit<T, Key> {
  const rest = { ...whole }
  for (const key of keys) delete rest[key]
  return rest
}
