import { z } from 'zod'
import type { WhenFull } from '../../models/tasks.ts'
import { hint } from './hint.ts'

/** How many follow-ups a salesperson gets a day, and what becomes of the others. */
export interface FollowUpRules {
  /** New ones to one salesperson on a local day of theirs, urgent ones included. */
  perDay: number
  /** The last so many of them are for urgent ones alone. */
  keptForUrgent: number
  /** Where a step does not say it. */
  whenFull: WhenFull
}

export const defaultFollowUpRules: FollowUpRules = { perDay: 30, keptForUrgent: 5, whenFull: 'passOn' }

export const whenFullSchema = z.enum(['wait', 'passOn', 'fallBack'], {
  error: hint(
    'wait、passOn 或 fallBack',
    '等下个工作日写 wait，转给同事写 passOn，不派了、流程走另一条路写 fallBack',
  ),
})

const perDayHint = { error: hint('1 到 200 的整数', '写每位导购每天最多接几条新的跟进待办') }
const keptHint = { error: hint('0 以上、比 perDay 小的整数', '写留给紧急待办的名额；不留写 0') }

export const followUpsSchema = z
  .strictObject({
    perDay: z.int(perDayHint).min(1, perDayHint).max(200, perDayHint).default(defaultFollowUpRules.perDay),
    keptForUrgent: z.int(keptHint).min(0, keptHint).optional(),
    whenFull: whenFullSchema.default(defaultFollowUpRules.whenFull),
  })
  .refine(({ perDay, keptForUrgent = 0 }) => keptForUrgent < perDay, {
    ...keptHint,
    path: ['keptForUrgent'],
  })
  .transform(
    ({ perDay, keptForUrgent, whenFull }): FollowUpRules => ({
      perDay,
      // Of fewer a day as large a part is kept.
      keptForUrgent: keptForUrgent ?? Math.min(defaultFollowUpRules.keptForUrgent, Math.floor(perDay / 6)),
      whenFull,
    }),
  )
