import { z } from 'zod'
import { localTime } from '../local-time.ts'
import { type Duration, describeDuration, readDuration } from './duration.ts'
import { hint } from './hint.ts'

const dayMs = 86_400_000

/** A stretch of time: always the same length, or calendar months. */
export type Span = { ms: Duration } | { months: number }

const expected = {
  error: hint(
    '时长，如 48 hours、3 days、1 month',
    '写成“数字 空格 单位”，单位用 minutes、hours、days、weeks 或 months',
  ),
}
/** As long as history is kept. */
const longest = { days: 400, months: 13 }

/** `3 days` or `1 month`. */
export const spanSchema = z
  .string(expected)
  .regex(/^\d{1,5} (second|minute|hour|day|week|month)s?$/, expected)
  .transform((text): Span => {
    const ms = readDuration(text)
    return ms === null ? { months: Number.parseInt(text, 10) } : { ms }
  })
  .refine((span) => Object.values(span).every((size) => size > 0), {
    error: hint('大于 0 的时长', '改成 1 days 这样的时长'),
  })
  .refine((span) => ('ms' in span ? span.ms <= longest.days * dayMs : span.months <= longest.months), {
    error: hint(
      `不超过 ${longest.days} 天或 ${longest.months} 个月的时长`,
      `改成 ${longest.days} days 或 ${longest.months} months 以内的时长`,
    ),
  })

/** Months are those of Asia/Shanghai, and keep the time of day: a month from 31 January is the last day of February. */
export function endOfSpan(start: Date, span: Span): Date {
  if ('ms' in span) return new Date(start.getTime() + span.ms)
  return localTime(start).plus({ months: span.months }).toJSDate()
}

/** The shortest it can be, ms. */
export const shortestMs = (span: Span): Duration => ('ms' in span ? span.ms : span.months * 28 * dayMs)

/** `3 天`, `1 个月`. */
export const describeSpan = (span: Span): string =>
  'ms' in span ? describeDuration(span.ms) : `${span.months} 个月`
