import { z } from 'zod'
import { differenceKinds } from '../../../models/payment-differences.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'

const accountants = ['owner', 'finance'] as const

const day = z
  .object({
    /** `2026-03-02` */
    day: z.string(),
    /** When it was compared last; null while it never was. */
    at: time.nullable(),
    totals: z
      .object({
        paid: z.number(),
        paidFen: z.number(),
        refunds: z.number(),
        refundedFen: z.number(),
        differences: z.number(),
      })
      .nullable(),
    isWanted: z.boolean(),
    /** Why the last try came to nothing. */
    failed: z.string().nullable(),
  })
  .meta({ id: 'ReconciledDay' })

const difference = z
  .object({
    id: z.string(),
    day: z.string(),
    kind: z.enum(differenceKinds),
    /** What it means, and what to look at. */
    says: z.string(),
    /** Of our order; null where there is none. */
    no: z.string().nullable(),
    ref: z.string(),
    ours: z.union([z.number(), z.string()]).nullable(),
    theirs: z.union([z.number(), z.string()]).nullable(),
    seenAt: time,
    settledAt: time.nullable(),
    /** Login name of who saw to it; null while nobody did, and where it agreed by itself. */
    settledBy: z.string().nullable(),
  })
  .meta({ id: 'PaymentDifference' })

export const reconciliation = {
  days: endpoint({
    method: 'get',
    path: '/reconciliation/days',
    summary: 'Days whose bills were compared with our own orders, the latest first',
    roles: accountants,
    query: z.object(pageQuery),
    answer: paged(day),
  }),
  run: endpoint({
    method: 'post',
    path: '/reconciliation/days/{day}/run',
    summary: 'Have a day compared again; a worker does it at once',
    roles: accountants,
    params: z.object({ day: z.iso.date() }),
    answer: done,
  }),
  differences: endpoint({
    method: 'get',
    path: '/reconciliation/differences',
    summary: 'What WeChat Pay and our own orders do not agree about, by name',
    roles: accountants,
    query: z.object({ ...pageQuery, look: z.enum(['open', 'settled']).default('open') }),
    answer: paged(difference),
  }),
  settle: endpoint({
    method: 'post',
    path: '/reconciliation/differences/{id}/settle',
    summary: 'Say that somebody saw to a difference',
    roles: accountants,
    params: idParams,
    answer: done,
  }),
}
