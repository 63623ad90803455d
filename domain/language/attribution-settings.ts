import { z } from 'zod'
import { hint } from './hint.ts'
import { idSchema } from './names.ts'

/** Which contacts an order is given to, and what its buyer is called. */
export interface AttributionSettings {
  /** How long before the payment a contact still counts. */
  windowDays: number
  /** Whoever bought nothing for longer than that has come back. */
  sleepingDays: number
  /** Ids of messages that count as no contact, notices of an order for example. */
  leaveOut: string[]
}

export const defaultAttribution: AttributionSettings = { windowDays: 30, sleepingDays: 90, leaveOut: [] }

const windowHint = { error: hint('1 到 90 的整数', '写付款前几天内的触达算数') }
const sleepingHint = { error: hint('1 到 365 的整数', '写多少天没买算沉睡') }

export const attributionSchema = z.strictObject({
  windowDays: z.int(windowHint).min(1, windowHint).max(90, windowHint).default(defaultAttribution.windowDays),
  sleepingDays: z
    .int(sleepingHint)
    .min(1, sleepingHint)
    .max(365, sleepingHint)
    .default(defaultAttribution.sleepingDays),
  leaveOut: z
    .array(idSchema, { error: hint('消息编号的列表', '写在方括号里，如 [order-confirmed]') })
    .max(100, { error: hint('最多 100 条消息', '删掉一些') })
    .default(defaultAttribution.leaveOut),
})
