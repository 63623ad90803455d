import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done, paged, pageQuery, time } from '../core/parts.ts'

/** Who decides about money that goes back. */
const refunders = ['owner', 'finance'] as const

const named = z.object({ no: z.string().min(1).max(64), refundNo: z.string().min(1).max(80) })

/** `requested`: waits for a decision. `pending`: with WeChat Pay. `stuck`: pending, and waits for somebody to see to it. */
const looks = ['requested', 'pending', 'stuck', 'closed'] as const

const refund = z
  .object({
    no: z.string(),
    refundNo: z.string(),
    customer: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }),
    goods: z.string(),
    /** What was paid for the order, and what of it went or may go back besides this. In fen. */
    paidFen: z.number(),
    otherFen: z.number(),
    fen: z.number(),
    reason: z.string(),
    state: z.enum(['requested', 'refused', 'pending', 'done', 'failed']),
    /** Why it stands still: WeChat Pay's code. */
    trouble: z.string().nullable(),
    at: time,
    doneAt: time.nullable(),
    approvals: z.array(z.object({ byName: z.string(), at: time })),
    /** Whether it takes two people. */
    needsTwo: z.boolean(),
    /** Whether this caller agreed already. */
    isMine: z.boolean(),
    /** Why it was refused. */
    answer: z.string().nullable(),
  })
  .meta({ id: 'Refund' })

export const refunds = {
  list: endpoint({
    method: 'get',
    path: '/refunds',
    summary: 'Refunds of own orders, the newest order first',
    roles: refunders,
    query: z.object({ ...pageQuery, look: z.enum(looks).default('requested') }),
    answer: paged(refund),
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
