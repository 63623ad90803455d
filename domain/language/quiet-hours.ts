import { z } from 'zod'
import type { LocalWindow } from '../local-time.ts'
import { hint } from './hint.ts'

const time = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)'
const written = new RegExp(`^(${time})-(${time})$`)
const midnight = 1_440

/**
 * `22:00-08:00`, over the night; read as what they leave open, within one day. `00:00-08:00` and `22:00-24:00` end or begin
 * at midnight.
 */
export const quietHoursSchema = z
  .string()
  .regex(written, { error: hint('免打扰时段，如 22:00-08:00', '写成 开始-结束，24 小时制') })
  .transform((text): LocalWindow => {
    const [, from = '', to = ''] = written.exec(text) ?? []
    return { fromMinute: minuteOf(to) % midnight, toMinute: minuteOf(from) || midnight }
  })
  .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, {
    error: hint('跨过午夜的时段，如 22:00-08:00', '从晚上写到第二天早上；白天的时段请用 between'),
  })

function minuteOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return hour * 60 + minute
}
