import { z } from 'zod'
import { type DayRule, dayRuleSchema } from './day-rule.ts'
import { hint } from './hint.ts'
import { readDay } from './moment.ts'
import { idSchema, titleSchema } from './names.ts'

/** What the State Council announced for one year, days as `2026-02-14`. */
export interface HolidayYear {
  off: { name: string; from: string; to: string }[]
  /** Working days at a weekend. */
  work: string[]
}

/** Days that mean something, each by its name. */
export interface CalendarDefinition {
  id: string
  name: string
  festivals: Record<string, DayRule>
  /** Days of the company's own; found like festivals. */
  companyDays: Record<string, DayRule>
  /** 静默日: no marketing on these days of the customer. */
  silentDays: Record<string, DayRule>
  /** By year, e.g. `2026`. */
  holidays: Record<string, HolidayYear>
}

const monthDay = '\\d{2}-\\d{2}'
const stretchHint = { error: hint('放假的起止，如 02-15..02-23', '写 月-日..月-日；只有一天就写 月-日') }
const stretch = z.string(stretchHint).regex(new RegExp(`^${monthDay}(\\.\\.${monthDay})?$`), stretchHint)
const dayHint = { error: hint('补班的日子，如 02-14', '写 月-日') }
const workDay = z.string(dayHint).regex(new RegExp(`^${monthDay}$`), dayHint)

const writtenYear = z.strictObject({
  off: z.record(titleSchema, stretch),
  work: z.array(workDay).default([]),
})

const year = z.string().regex(/^20\d{2}$/, { error: hint('年份，如 2026', '写四位数字的年份') })

const holidays = z.record(year, writtenYear).transform((years, context): Record<string, HolidayYear> => {
  const read = Object.entries(years).map(([of, { off, work }]): [string, HolidayYear] => {
    const refuse = (path: PropertyKey[], message: string) =>
      void context.issues.push({ code: 'custom', input: years, path: [of, ...path], message })
    const dayOf = (text: string, path: PropertyKey[]): string => {
      const day = `${of}-${text}`
      if (readDay(day) === null) refuse(path, hint(`${of} 年有的日期`, '改成日历上有的日子'))
      return day
    }
    const stretches = Object.entries(off).map(([name, text]) => {
      const [first = '', last] = text.split('..')
      const from = dayOf(first, ['off', name])
      const to = last === undefined ? from : dayOf(last, ['off', name])
      if (to < from) refuse(['off', name], hint('先开始后结束', '交换起止；跨年的假期按年份分开写'))
      return { name, from, to }
    })
    const days = work.map((text, at) => {
      const day = dayOf(text, ['work', at])
      if (stretches.some(({ from, to }) => day >= from && day <= to))
        refuse(['work', at], hint('放假以外的日子', '同一天不能既放假又补班，去掉其中一个'))
      return day
    })
    return [of, { off: stretches, work: days }]
  })
  return Object.fromEntries(read)
})

const named = z.record(titleSchema, dayRuleSchema).default({})

export const calendarSchema = z
  .strictObject({
    calendar: idSchema,
    name: titleSchema,
    festivals: named,
    companyDays: named,
    silentDays: named,
    holidays: holidays.default({}),
  })
  .transform(({ calendar, ...rest }): CalendarDefinition => ({ id: calendar, ...rest }))
