import type { z } from 'zod'
import type { NotNow, Payments, RefundRequest, RefundTarget } from '../../domain/payments/ports.ts'
import { PlatformError } from '../platform-error.ts'
import { createBills } from './bills.ts'
import { type PayAnswer, unbelievable, type WechatpayClient } from './client.ts'
import { isLimited, notNow, plainCode } from './codes.ts'
import { aNonce } from './request-signer.ts'
import { sealedField } from './sealed-field.ts'
import { paidTransaction, prepayReply, refundReply, transactionReply } from './types.ts'

type ErrorAnswer = Extract<PayAnswer, { kind: 'error' }>

/** REFUND: money of it went back since it was paid. */
const paidStates = new Set(['SUCCESS', 'REFUND'])
/** REVOKED: of code payments only, and for good. */
const closedStates = new Set(['CLOSED', 'REVOKED'])
/** Longest `description` and `reason`. */
const mostDescription = 127
const mostReason = 80

/** WeChat Pay as the port `Payments`: what each answer means is said in one table per call. */
export function createWechatPayments(deps: {
  client: WechatpayClient
  appId: string
  notifyUrl: string
  clock: { now(): Date }
}): Payments {
  const { client, appId, notifyUrl, clock } = deps
  const { ask, signer } = client
  const bills = createBills(client)

  /** A platform that did not answer, or not believably, is asked again. */
  async function settled<Outcome>(work: () => Promise<Outcome | NotNow>): Promise<Outcome | NotNow> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      return notNow(0, `${error.kind}.${error.code}`)
    }
  }

  return {
    prepare: (order) =>
      settled(async () => {
        const answer = await ask((it) =>
          it.transactions_jsapi({
            description: [...order.description].slice(0, mostDescription).join(''),
            out_trade_no: order.no,
            time_expire: rfc3339(order.expiresAt),
            notify_url: notifyUrl,
            amount: { total: order.totalFen, currency: 'CNY' },
            payer: { openid: order.openid },
          }),
        )
        if (answer.kind === 'error') return prepareRefused(answer)
        const prepayId = read(prepayReply, answer.data).package.slice('prepay_id='.length)
        return { kind: 'prepared' as const, prepayId }
      }),

    parameters(prepayId) {
      const timeStamp = String(Math.floor(clock.now().getTime() / 1_000))
      const nonceStr = aNonce()
      const inside = `prepay_id=${prepayId}`
      const paySign = signer.sha256WithRsa(`${appId}\n${timeStamp}\n${nonceStr}\n${inside}\n`)
      return { timeStamp, nonceStr, package: inside, signType: 'RSA', paySign }
    },

    query: (no) =>
      settled(async () => {
        const answer = await ask((it) => it.query({ out_trade_no: no }))
        if (answer.kind === 'error') {
          return answer.status === 404 ? { kind: 'notOrdered' as const } : notNow(answer.status, answer.code)
        }
        const { out_trade_no, trade_state } = read(transactionReply, answer.data)
        if (out_trade_no !== no) throw unbelievable('query', 'number')
        if (closedStates.has(trade_state)) return { kind: 'closed' as const }
        if (!paidStates.has(trade_state)) return { kind: 'unpaid' as const }
        return { kind: 'paid' as const, transaction: read(paidTransaction, answer.data) }
      }),

    close: (no) =>
      settled(async () => {
        const answer = await ask((it) => it.close(no))
        return answer.kind === 'error' ? closeRefused(answer) : { kind: 'closed' as const }
      }),

    refund: (request) =>
      settled(async () => {
        const answer = await ask((it) => it.refunds(refundBody(request, notifyUrl)))
        if (answer.kind === 'error') return refundRefused(answer)
        return { kind: 'told' as const, refund: ofNumber(request.refundNo, read(refundReply, answer.data)) }
      }),

    queryRefund: (refundNo) =>
      settled(async () => {
        const answer = await ask((it) => it.find_refunds(refundNo))
        if (answer.kind === 'error') {
          return answer.status === 404 ? { kind: 'notFound' as const } : notNow(answer.status, answer.code)
        }
        return { kind: 'told' as const, refund: ofNumber(refundNo, read(refundReply, answer.data)) }
      }),

    redirectRefund: ({ refundId, refundNo, to }) =>
      settled(async () => {
        const { serial, key } = await client.sealing()
        const body = { out_refund_no: refundNo, ...targetBody(to, (text) => sealedField(text, key)) }
        const answer = await ask((it) => it.redirectRefund(refundId, body, serial))
        if (answer.kind === 'error') return notNow(answer.status, answer.code)
        return { kind: 'told' as const, refund: ofNumber(refundNo, read(refundReply, answer.data)) }
      }),

    tradeBill: (date) => settled(() => bills.tradeBill(date)),
    fundBill: (date) => settled(() => bills.fundBill(date)),
  }
}

function prepareRefused({ status, code }: ErrorAnswer) {
  const plain = plainCode(code)
  if (plain === 'ORDERPAID') return { kind: 'paid' as const }
  if (plain === 'ORDERCLOSED') return { kind: 'closed' as const }
  // Seen now and then of an unpaid order that was asked for again in the same words, and taken minutes later.
  if (plain === 'OUTTRADENOUSED' || plain === 'INVALIDREQUEST') return { kind: 'inUse' as const }
  return notNow(status, code)
}

function closeRefused({ status, code }: ErrorAnswer) {
  const plain = plainCode(code)
  if (plain === 'ORDERPAID') return { kind: 'paid' as const }
  if (plain === 'ORDERCLOSED') return { kind: 'closed' as const }
  // Said while the payer types the password, whatever the frequency.
  if (isLimited(status, code)) return { kind: 'busy' as const }
  return status === 404 ? { kind: 'notOrdered' as const } : notNow(status, code)
}

function refundRefused({ status, code }: ErrorAnswer) {
  if (plainCode(code) === 'NOTENOUGH') return { kind: 'notEnough' as const }
  return status === 404 ? { kind: 'notFound' as const } : notNow(status, code)
}

/** By transaction_id, which WeChat Pay recommends: by number a paid order was seen not to be found minutes after. */
function refundBody({ transactionId, refundNo, fen, totalFen, reason }: RefundRequest, notifyUrl: string) {
  return {
    transaction_id: transactionId,
    out_refund_no: refundNo,
    reason: [...reason].slice(0, mostReason).join(''),
    notify_url: notifyUrl,
    amount: { refund: fen, total: totalFen, currency: 'CNY' },
  }
}

/** Whose card it is goes sealed; the bank is no secret. */
function targetBody(to: RefundTarget, seal: (text: string) => string) {
  if (to.kind === 'merchant') return { type: 'MERCHANT_BANK_CARD' }
  return {
    type: 'USER_BANK_CARD',
    bank_type: `${to.bank}_DEBIT`,
    bank_account: seal(to.account),
    real_name: seal(to.name),
  }
}

function ofNumber<T extends { refundNo: string }>(refundNo: string, refund: T): T {
  if (refund.refundNo !== refundNo) throw unbelievable('refund', 'number')
  return refund
}

/** An answer that was signed and says something else than the documents is none. */
function read<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const parsed = schema.safeParse(data)
  if (!parsed.success) throw unbelievable('answer', 'shape')
  return parsed.data
}

/** Whole seconds in UTC+8. */
function rfc3339(at: Date): string {
  return `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}
