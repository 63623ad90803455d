import type { NextLook } from '../../models/own-order.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** After the order, since a notice may never come: 5 s, 30 s, 1, 3, 10 and 30 minutes (pay.weixin.qq.com: 支付通知). */
const paymentMs = [5 * second, 30 * second, minute, 3 * minute, 10 * minute, 30 * minute]
/** After the platform took it: each minute for five, then 5, 10, 20 and 30 more, then each hour, after a day every six. */
const refundMs = [1, 2, 3, 4, 5, 10, 20, 40, 70].map((minutes) => minutes * minute)
const hoursOfEach = 24

/** Of an order nobody paid so far; null when the ladder is at its end and its expiry decides. */
export function paymentLook(orderedAt: Date, times: number): NextLook | null {
  const afterMs = paymentMs[times]
  return afterMs === undefined ? null : { at: new Date(orderedAt.getTime() + afterMs), times }
}

/** While an order cannot be ended: somebody types the password, or the platform does not answer. 10, 20, 40 s … 10 min. */
export function endingLook(now: Date, times: number): NextLook {
  const waitMs = Math.min(10 * minute, 10 * second * 2 ** Math.min(times, 10))
  return { at: new Date(now.getTime() + waitMs), times: times + 1 }
}

/** Of a refund the platform took then. */
export function refundLook(acceptedAt: Date, now: Date, times: number): NextLook {
  const afterMs = refundMs[times]
  const isOld = times - refundMs.length >= hoursOfEach
  const at = afterMs === undefined ? now.getTime() + (isOld ? 6 : 1) * hour : acceptedAt.getTime() + afterMs
  return { at: new Date(Math.max(at, now.getTime() + 30 * second)), times: times + 1 }
}
