import { z } from 'zod'
import { refundBanks } from '../../../domain/payments/ports.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, paged, pageQuery, time } from '../core/parts.ts'

/** Who decides about money that goes back. */
const refunders = ['owner', 'finance'] as const

const orderNamed = z.object({ no: z.string().min(1).max(64) })
const named = orderNamed.extend({ refundNo: z.string().min(1).max(80) })

/** `requested`: waits for a decision. `pending`: with WeChat Pay. `stuck`: pending, and waits for somebody to see to it. */
const looks = ['requested', 'pending', 'stuck', 'closed'] as const

const refund = z
  .object({
    no: z.string(),
    refundNo: z.string(),
    customer: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }),
    goods: z.string(),
    /** What of it comes back; empty where it is an amount and no goods. */
    returned: z.array(z.object({ name: z.string(), quantity: z.number() })),
    /** What was paid for the order, and what of it went or may go back besides this. In fen. */
    paidFen: z.number(),
    otherFen: z.number(),
    fen: z.number(),
    reason: z.string(),
    state: z.enum(['requested', 'refused', 'pending', 'done', 'failed']),
    /** Why it stands still: WeChat Pay's code. */
    trouble: z.string().nullable(),
    at: time,
    /** Name of who began it; null where the customer asked for it, or it began by itself. */
    begunBy: z.string().nullable(),
    /** Last asked for, accepted by WeChat Pay, and with the customer. */
    sentAt: time.nullable(),
    acceptedAt: time.nullable(),
    doneAt: time.nullable(),
    /** When WeChat Pay is asked next; null while it stands still or is over. */
    nextAt: time.nullable(),
    approvals: z.array(z.object({ byName: z.string(), at: time })),
    /** Whether it takes two people. */
    needsTwo: z.boolean(),
    /** Whether this caller agreed already. */
    isMine: z.boolean(),
    /** Why it was refused. */
    answer: z.string().nullable(),
  })
  .meta({ id: 'Refund' })

const wholeFen = z.number().int().positive()
const reason = z.string().trim().min(2, '写明为什么退').max(80)
const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('merchant') }),
  z.object({
    kind: z.literal('card'),
    bank: z.enum(refundBanks),
    account: z.string().regex(/^\d{12,30}$/, '卡号是 12 到 30 位数字'),
    name: z.string().trim().min(2, '写持卡人的姓名').max(50),
  }),
])

export const refunds = {
  list: endpoint({
    method: 'get',
    path: '/refunds',
    summary: 'Refunds of own orders, the newest order first',
    roles: refunders,
    query: z.object({ ...pageQuery, look: z.enum(looks).default('requested') }),
    answer: paged(refund),
  }),
  find: endpoint({
    method: 'get',
    path: '/refunds/{no}/{refundNo}',
    summary: 'One refund: how it stands, and since when',
    roles: refunders,
    params: named,
    answer: refund,
  }),
  refundable: endpoint({
    method: 'get',
    path: '/refunds/{no}',
    summary: 'What of an own order may still go back, its refunds, and the number of the next one',
    roles: refunders,
    params: orderNamed,
    answer: z.object({
      no: z.string(),
      isPaid: z.boolean(),
      leftFen: z.number(),
      /** More than that takes a second person; null = nothing does. */
      reviewAboveFen: z.number().nullable(),
      nextRefundNo: z.string(),
      lines: z.array(
        z.object({
          skuId: z.string(),
          name: z.string(),
          quantity: z.number(),
          /** Pieces that went back or may. */
          returned: z.number(),
          /** What each further piece is worth, in fen. */
          worthFen: z.array(z.number()),
        }),
      ),
      refunds: z.array(refund),
    }),
  }),
  begin: endpoint({
    method: 'post',
    path: '/refunds/{no}/{refundNo}/begin',
    summary: "Give money back under the order's next number; the same again is the same refund",
    roles: refunders,
    params: named,
    body: z.object({
      fen: wholeFen,
      /** Then the amount is what they are worth. */
      lines: z
        .array(z.object({ skuId: z.string().min(1).max(64), quantity: wholeFen }))
        .min(1)
        .max(50)
        .optional(),
      reason,
    }),
    answer: z.object({ state: z.enum(['waiting', 'begun']) }),
  }),
  redirect: endpoint({
    method: 'post',
    path: '/refunds/{no}/{refundNo}/redirect',
    summary: 'Send a refund that cannot reach the payer to a debit card of theirs, or to the own account',
    roles: refunders,
    params: named,
    body: target,
    /** `settled`: it had gone on by itself. */
    answer: z.object({ state: z.enum(['begun', 'settled']) }),
  }),
  approve: endpoint({
    method: 'post',
    path: '/refunds/{no}/{refundNo}/approve',
    summary: "Agree to a refund; above the company's amount a second person must agree as well",
    roles: refunders,
    params: named,
    answer: z.object({ state: z.enum(['waiting', 'begun']) }),
  }),
  decline: endpoint({
    method: 'post',
    path: '/refunds/{no}/{refundNo}/decline',
    summary: 'Refuse a refund, saying why',
    roles: refunders,
    params: named,
    body: z.object({ answer: z.string().trim().min(2, '写明为什么不退').max(200) }),
    answer: done,
  }),
  retry: endpoint({
    method: 'post',
    path: '/refunds/{no}/{refundNo}/retry',
    summary: 'Go on with a refund that stands still, under its number',
    roles: refunders,
    params: named,
    answer: done,
  }),
}
