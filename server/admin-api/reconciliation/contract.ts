import { z } from 'zod'
import { choices } from '../../../domain/payments/understand-difference.ts'
import { differenceKinds, differenceSteps, settlements } from '../../../models/payment-differences.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, time } from '../core/parts.ts'

const accountants = ['owner', 'finance'] as const

const dayParams = z.object({ day: z.iso.date() })

/**
 * `notOut`: its bills come at ten in the morning of the next day. `never`: not compared. `open`: somebody has to look. `chased`: Kelu
 * goes on asking by itself.
 */
const dayState = z.enum(['notOut', 'never', 'wanted', 'failed', 'open', 'chased', 'agreed'])

const day = z
  .object({
    /** `2026-03-02` */
    day: z.string(),
    state: dayState,
    /** Differences somebody has to look at. */
    open: z.number(),
    /** Whether it was compared later than the day after. */
    isLate: z.boolean(),
  })
  .meta({ id: 'ReconciledDay' })

const sums = z.object({
  paid: z.number(),
  paidFen: z.number(),
  refunds: z.number(),
  refundedFen: z.number(),
})

const difference = z
  .object({
    id: z.string(),
    day: z.string(),
    kind: z.enum(differenceKinds),
    /** `chased`: Kelu goes on asking by itself. */
    state: z.enum(['open', 'chased', 'settled']),
    /** What does not agree, in a few words and in a sentence. */
    says: z.string(),
    means: z.string(),
    /** What was done about it, or why nothing was. */
    did: z.string(),
    /** When the platform is asked next; null where it is not. */
    nextAt: time.nullable(),
    /** Of our order; null where there is none here. */
    order: z.object({ no: z.string(), customer: z.string() }).nullable(),
    /** Number of the payment, the refund or the order it is about; of a bill, its name and the line. */
    ref: z.string(),
    /** What it is about, and how much; null where no money is. */
    about: z.enum(['payment', 'refund', 'account', 'bill']),
    fen: z.number().nullable(),
    ours: z.union([z.number(), z.string()]).nullable(),
    theirs: z.union([z.number(), z.string()]).nullable(),
    seenAt: time,
    settledAt: time.nullable(),
    settledAs: z.enum(settlements).nullable(),
  })
  .meta({ id: 'PaymentDifference' })

const course = z.object({
  at: time,
  what: z.enum(differenceSteps),
  /** Null = Kelu itself. */
  by: z.string().nullable(),
  note: z.string().nullable(),
})

const whole = difference
  .extend({
    /** The line of WeChat Pay's bill; null where it has none. */
    line: z
      .object({
        no: z.string().nullable(),
        fen: z.number(),
        at: time,
        transactionId: z.string().nullable(),
        refundId: z.string().nullable(),
      })
      .nullable(),
    /** Our order as it stands now; null where there is none here. */
    own: z
      .object({
        no: z.string(),
        step: z.enum(['open', 'paid', 'closed']),
        totalFen: z.number(),
        paidAt: time.nullable(),
        customer: z.string(),
        lines: z.array(z.object({ name: z.string(), quantity: z.number(), paidFen: z.number() })),
        refunds: z.array(
          z.object({
            refundNo: z.string(),
            fen: z.number(),
            state: z.enum(['requested', 'refused', 'pending', 'done', 'failed']),
          }),
        ),
      })
      .nullable(),
    guess: z.object({
      kind: z.enum([
        ...['noticeLost', 'paidLate', 'noOrder', 'otherShop', 'midnight', 'answerLost', 'standsStill'],
        ...['byHand', 'unclear'],
      ] as const),
      /** What of the order is worth exactly that. */
      item: z.string().nullable(),
    }),
    choices: z.array(z.enum(choices)),
    course: z.array(course),
  })
  .meta({ id: 'PaymentDifferenceInFull' })

const note = z.string().trim().min(2, '写一句为什么').max(200)
const decision = z.discriminatedUnion('choice', [
  z.object({ choice: z.enum(['ask', 'giveBack', 'record', 'goOn']) }),
  z.object({ choice: z.enum(['elsewhere', 'noted', 'leave']), note }),
])

export const reconciliation = {
  days: endpoint({
    method: 'get',
    path: '/reconciliation/days',
    summary: 'Fourteen days and whether their bills agree with our own orders, the earliest first',
    roles: accountants,
    query: z.object({ until: z.iso.date().optional() }),
    answer: z.object({
      days: z.array(day),
      /** Days with something open, the latest first, also long ago. */
      openDays: z.array(z.object({ day: z.string(), open: z.number() })),
      /** `until` of the fourteen before and after; null = there are none. */
      earlier: z.string(),
      later: z.string().nullable(),
    }),
  }),
  day: endpoint({
    method: 'get',
    path: '/reconciliation/days/{day}',
    summary: 'One day: its differences (open, being chased, settled), and its sums on both sides',
    roles: accountants,
    params: dayParams,
    answer: day.extend({
      /** When it was compared last. */
      at: time.nullable(),
      /** Why the last try came to nothing. */
      failed: z.string().nullable(),
      /** By the trade bill, of our own orders, and by our own orders; null while it was not compared. */
      bill: sums.nullable(),
      ours: sums.nullable(),
      /** Of other shops of the same merchant number. */
      elsewhere: sums.nullable(),
      account: z.object({ tradeFen: z.number(), fundFen: z.number() }).nullable(),
      differences: z.array(difference),
    }),
  }),
  run: endpoint({
    method: 'post',
    path: '/reconciliation/days/{day}/run',
    summary: 'Have a day compared again; a worker does it at once',
    roles: accountants,
    params: dayParams,
    answer: done,
  }),
  difference: endpoint({
    method: 'get',
    path: '/reconciliation/differences/{id}',
    summary: 'One difference: both sides, what most likely happened, what may be decided, and its course',
    roles: accountants,
    params: idParams,
    answer: whole,
  }),
  decide: endpoint({
    method: 'post',
    path: '/reconciliation/differences/{id}/decide',
    summary: 'Decide about a difference; money is booked by what a query says and by nothing else',
    roles: accountants,
    params: idParams,
    body: decision,
    answer: z.object({
      settled: z.boolean(),
      /** What WeChat Pay answered; null where it was not asked. */
      said: z.string().nullable(),
    }),
  }),
}
