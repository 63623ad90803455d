import { z } from 'zod'
import type { ToldRefund, ToldTransaction } from '../../domain/payments/ports.ts'
import { envelope } from './envelope.ts'

const time = z.iso.datetime({ offset: true }).transform((iso) => new Date(iso))
const fen = z.number().int().nonnegative()

export const errorReply = z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/) })
export const prepayReply = z.object({ package: z.templateLiteral(['prepay_id=', z.string().min(1).max(64)]) })

/** Of a query. What was never paid has neither number nor time. */
export const transactionReply = z.object({
  out_trade_no: z.string(),
  trade_state: z.string(),
})

export const paidTransaction = z
  .object({
    appid: z.string(),
    mchid: z.string(),
    out_trade_no: z.string(),
    transaction_id: z.string().min(1).max(32),
    success_time: time,
    amount: z.object({ total: fen, payer_total: fen, currency: z.string() }),
  })
  .transform(
    (said): ToldTransaction => ({
      no: said.out_trade_no,
      transactionId: said.transaction_id,
      appid: said.appid,
      mchid: said.mchid,
      totalFen: said.amount.total,
      payerTotalFen: said.amount.payer_total,
      currency: said.amount.currency,
      paidAt: said.success_time,
    }),
  )

const refundStates = {
  PROCESSING: 'pending',
  SUCCESS: 'done',
  ABNORMAL: 'abnormal',
  CLOSED: 'closed',
} as const satisfies Record<string, ToldRefund['state']>
const refundStatus = z.enum(['PROCESSING', 'SUCCESS', 'ABNORMAL', 'CLOSED'])

const refundFields = {
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string().min(1).max(32),
  /** Of an answer; a notice does not say it. */
  create_time: time.optional(),
  success_time: time.optional(),
  amount: z.object({ refund: fen }),
}

/** Of asking for a refund and of querying it. */
export const refundReply = z
  .object({ ...refundFields, status: refundStatus })
  .transform((said) => toldRefund(said, said.status))

/** Of a notice: other words for the same. */
export const refundNotice = z
  .object({ ...refundFields, mchid: z.string(), refund_status: refundStatus })
  .transform((said) => ({ mchid: said.mchid, refund: toldRefund(said, said.refund_status) }))

function toldRefund(
  said: {
    out_trade_no: string
    out_refund_no: string
    refund_id: string
    create_time?: Date
    success_time?: Date
    amount: { refund: number }
  },
  status: keyof typeof refundStates,
): ToldRefund {
  return {
    no: said.out_trade_no,
    refundNo: said.out_refund_no,
    refundId: said.refund_id,
    fen: said.amount.refund,
    state: refundStates[status],
    ...(said.create_time && { acceptedAt: said.create_time }),
    ...(said.success_time && { doneAt: said.success_time }),
  }
}

export const noticeBody = z.object({
  id: z.string().min(1).max(64),
  create_time: time,
  event_type: z.string(),
  resource: envelope,
})

export const billReply = z.object({
  download_url: z.url(),
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-f]{40}$/i),
})

export const certificatesReply = z.object({
  data: z.array(z.object({ serial_no: z.string(), effective_time: time, encrypt_certificate: envelope })),
})
