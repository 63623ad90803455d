import { DateTime } from 'luxon'
import { z } from 'zod'
import { hint } from './hint.ts'

/** Parts of written working hours, the same in the staff file and in settings. */

const clockHint = { error: hint('24 小时制的时间，如 "09:00"', '写成 "09:00"，加引号') }

/** `"09:00"` or `"24:00"` as minutes since local midnight. */
export const clockMinuteSchema = z
  .string(clockHint)
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, clockHint)
  .transform((written) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3)))

const dayHint = { error: hint('存在的日期，如 2026-12-01', '写成“年-月-日”，月和日都是两位') }

/** A day of the calendar, as it is written: `2026-12-01`. */
export const calendarDaySchema = z
  .string(dayHint)
  .refine((day) => DateTime.fromFormat(day, 'yyyy-MM-dd').isValid, dayHint)

export const daysOffSchema = z
  .array(calendarDaySchema, {
    error: hint('日期的列表，如 [2026-12-01, 2026-12-02]', '写在方括号里，用逗号分开'),
  })
  .max(366, { error: hint('最多 366 天', '长期休假改用 onDuty: false') })

const weekdayHint = { error: hint('1（周一）到 7（周日）的列表', '如 days: [1, 2, 3, 4, 5]') }

/** ISO weekdays, 1 = Monday. */
export const weekdaysSchema = z
  .array(z.int(weekdayHint).min(1, weekdayHint).max(7, weekdayHint), weekdayHint)
  .min(1, weekdayHint)
