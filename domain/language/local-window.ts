import { z } from 'zod'
import type { LocalWindow } from '../local-time.ts'
import { hint } from './hint.ts'

const time = '([01]\\d|2[0-3]):([0-5]\\d)'

/** `10:00-20:00`, within one day. */
export const localWindowSchema = z
  .string()
  .regex(new RegExp(`^${time}-(${time}|24:00)$`), {
    error: hint('一天之内的时段，如 10:00-20:00', '写成 开始-结束，24 小时制'),
  })
  .transform((text): LocalWindow => {
    const [from = '', to = ''] = text.split('-')
    return { fromMinute: minuteOfDay(from), toMinute: minuteOfDay(to) }
  })
  .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, {
    error: hint('结束晚于开始的时段', '交换开始与结束；跨夜的时段请分成两步'),
  })

/** `10:30` as minutes since local midnight. */
export const localTimeSchema = z
  .string()
  .regex(new RegExp(`^${time}$`), { error: hint('时刻，如 "10:00"', '写成两位小时:两位分钟') })
  .transform(minuteOfDay)

function minuteOfDay(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return hour * 60 + minute
}
