import { z } from 'zod'
import { hint } from './hint.ts'

/** How many days records are kept that go by their age. */
export interface RetentionRules {
  /** Events, messages, their links and runs: what explains why somebody got something or did not. */
  recordDays: number
  /** Follow-ups that are finished. */
  taskDays: number
  /** Raw callbacks and forms that were dealt with. */
  callbackDays: number
}

export const defaultRetention: RetentionRules = { recordDays: 400, taskDays: 400, callbackDays: 30 }

/** Rules may ask for what happened in the last 400 days, and figures of younger hours are counted from these records. */
const leastDays = 400
const mostDays = 1_830
const recordHint = {
  error: hint(`${leastDays} 到 ${mostDays} 的天数`, '条件最多会问 400 天内的事，不能更短'),
}
const callbackHint = { error: hint('7 到 30 的天数', '写平台回调的原文处理完以后留几天') }
const record = z.int(recordHint).min(leastDays, recordHint).max(mostDays, recordHint)

export const retentionSchema = z.strictObject({
  recordDays: record.default(defaultRetention.recordDays),
  taskDays: record.default(defaultRetention.taskDays),
  callbackDays: z
    .int(callbackHint)
    .min(7, callbackHint)
    .max(30, callbackHint)
    .default(defaultRetention.callbackDays),
})
