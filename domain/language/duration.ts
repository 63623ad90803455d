import { z } from 'zod'
import { hint } from './hint.ts'

const unitMs = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const
type Unit = keyof typeof unitMs

/** Milliseconds. */
export type Duration = number

const written = /^(\d{1,5}) (second|minute|hour|day|week)s?$/

/** `48 hours`, `3 days`, `10 minutes`, `2 weeks` as milliseconds; a day is always 24 hours. Null when it is not a duration. */
export function readDuration(text: string): Duration | null {
  const match = written.exec(text)
  if (match === null) return null
  return Number(match[1]) * unitMs[match[2] as Unit]
}

/** Like `readDuration`; throws a RangeError on anything else. For durations that stand in code. */
export function parseDuration(text: string): Duration {
  const ms = readDuration(text)
  if (ms === null) throw new RangeError(`not a duration: ${text}`)
  return ms
}

const expected = '时长，如 48 hours、3 days、10 minutes'

const units = '写成“数字 空格 单位”，单位用 minutes、hours、days 或 weeks'

/** Written `3 days`, read as milliseconds; more than nothing, at most 400 days (as long as history is kept). */
export const durationSchema = z
  .string({ error: hint(expected, units) })
  .regex(written, {
    error: ({ input }) =>
      /month|year/.test(String(input))
        ? hint('按天、小时等计的时长（月只用于 wait 和 waitFor 的 within）', '写成 30 days 这样的天数')
        : hint(expected, units),
  })
  .transform((text) => readDuration(text) ?? 0)
  .refine((ms) => ms > 0 && ms <= 400 * unitMs.day, {
    error: hint('大于 0 且不超过 400 天的时长', '改成 400 days 以内的时长'),
  })

/** `3 天`, `36 小时`: the largest unit that divides it, at most days. */
export function describeDuration(ms: Duration): string {
  if (ms % unitMs.day === 0) return `${ms / unitMs.day} 天`
  if (ms % unitMs.hour === 0) return `${ms / unitMs.hour} 小时`
  if (ms % unitMs.minute === 0) return `${ms / unitMs.minute} 分钟`
  return `${Math.round(ms / unitMs.second)} 秒`
}
