import { z } from 'zod'
import type { InboxHandler } from '../../../domain/inbox/inbox.ts'
import type { OwnPayments } from '../../../domain/payments/create-payments.ts'
import type { Flag } from '../../../domain/payments/flags.ts'

const date = z.coerce.date()
const noticeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transaction'),
    transaction: z.object({
      no: z.string(),
      transactionId: z.string(),
      appid: z.string(),
      mchid: z.string(),
      totalFen: z.number(),
      payerTotalFen: z.number(),
      currency: z.string(),
      paidAt: date,
    }),
  }),
  z.object({
    kind: z.literal('refund'),
    mchid: z.string(),
    refund: z.object({
      no: z.string(),
      refundNo: z.string(),
      refundId: z.string(),
      fen: z.number(),
      state: z.enum(['pending', 'done', 'abnormal', 'closed']),
      acceptedAt: date.optional(),
      doneAt: date.optional(),
    }),
  }),
])

/** The inbox handler of source `wxpay`: what a believed notice says is compared with our own order, and booked. */
export function createWxpayHandler(deps: {
  payments: Pick<OwnPayments, 'bookPayment' | 'refundTold'>
  flag: Flag
  mchid: string
}): InboxHandler {
  const { payments, flag, mchid } = deps
  return async (payload) => {
    const notice = noticeSchema.parse(payload)
    if (notice.kind === 'transaction') await payments.bookPayment(notice.transaction)
    else if (notice.mchid === mchid) await payments.refundTold(notice.refund)
    else {
      const { refundNo: ref, no } = notice.refund
      await flag({ kind: 'otherMerchant', ref, no, ours: mchid, theirs: notice.mchid })
    }
    return 'done'
  }
}
