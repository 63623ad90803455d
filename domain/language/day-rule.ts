import { z } from 'zod'
import { hint } from './hint.ts'
import { isMonthDay, readDay } from './moment.ts'

/** A day that comes again, or comes once. */
export type DayRule =
  | { kind: 'yearly'; monthDay: string }
  | { kind: 'once'; day: string }
  /** 农历, in the regular month of a year with a leap one; day 30 is the last of a month that has but 29. */
  | { kind: 'lunar'; month: number; day: number }
  /** 节气 */
  | { kind: 'term'; term: SolarTermName }

const solarTerms = [
  ...([
    '小寒',
    '大寒',
    '立春',
    '雨水',
    '惊蛰',
    '春分',
    '清明',
    '谷雨',
    '立夏',
    '小满',
    '芒种',
    '夏至',
  ] as const),
  ...([
    '小暑',
    '大暑',
    '立秋',
    '处暑',
    '白露',
    '秋分',
    '寒露',
    '霜降',
    '立冬',
    '小雪',
    '大雪',
    '冬至',
  ] as const),
] as const
export type SolarTermName = (typeof solarTerms)[number]

const solar = z
  .string()
  .refine((text) => isMonthDay(text) || readDay(text) !== null, {
    error: hint('日历上有的日期，如 10-01 或 2026-05-20', '每年都有的写 月-日，只有一次的写 年-月-日'),
  })
  .transform(
    (text): DayRule => (isMonthDay(text) ? { kind: 'yearly', monthDay: text } : { kind: 'once', day: text }),
  )

const lunar = z
  .strictObject({
    lunar: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30)$/, {
      error: hint('农历的 月-日，如 08-15', '月 01–12，日 01–30；除夕写 12-30'),
    }),
  })
  .transform(({ lunar }): DayRule => {
    const [month = 0, day = 0] = lunar.split('-').map(Number)
    return { kind: 'lunar', month, day }
  })

const term = z
  .strictObject({
    term: z.enum(solarTerms, { error: hint('二十四节气之一，如 清明', '改成节气的名称') }),
  })
  .transform(({ term }): DayRule => ({ kind: 'term', term }))

/** `10-01`, `2026-05-20`, `{ lunar: 08-15 }` or `{ term: 清明 }`. */
export const dayRuleSchema = z.union([solar, lunar, term], {
  error: hint('日期：10-01、2026-05-20、{ lunar: 08-15 } 或 { term: 清明 }', '改成其中一种写法'),
})
