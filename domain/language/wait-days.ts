import { z } from 'zod'
import { hint } from './hint.ts'
import { weekdaysSchema } from './working-time.ts'

/** Days on which a wait may end, on the customer's own calendar. */
export type WaitDays =
  /** By the company's calendar: holidays and the weekends worked for them. */
  | { kind: 'working' }
  /** ISO weekdays, 1 = Monday. */
  | { kind: 'weekdays'; weekdays: number[] }
  /** A month that is shorter has it on its last day. */
  | { kind: 'ofMonth'; dayOfMonth: number }

const dayHint = { error: hint('1 到 31 的整数', '31 就是每个月的最后一天') }

export const waitDaysSchema = z.union(
  [
    z.literal('working day').transform((): WaitDays => ({ kind: 'working' })),
    z
      .strictObject({ weekdays: weekdaysSchema })
      .transform(({ weekdays }): WaitDays => ({ kind: 'weekdays', weekdays })),
    z
      .strictObject({ dayOfMonth: z.int(dayHint).min(1, dayHint).max(31, dayHint) })
      .transform(({ dayOfMonth }): WaitDays => ({ kind: 'ofMonth', dayOfMonth })),
  ],
  {
    error: hint(
      'working day、{ weekdays: [1, 5] } 或 { dayOfMonth: 15 }',
      '写明等到哪一种日子；周一是 1，周日是 7',
    ),
  },
)

const weekdayNames = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日']

/** `工作日`, `周一或周五`, `每月 15 日`. */
export function describeWaitDays(on: WaitDays): string {
  switch (on.kind) {
    case 'working':
      return '工作日'
    case 'weekdays':
      return on.weekdays.map((day) => weekdayNames[day]).join('或')
    case 'ofMonth':
      return on.dayOfMonth === 31 ? '每月最后一天' : `每月 ${on.dayOfMonth} 日`
  }
}
