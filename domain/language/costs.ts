import { z } from 'zod'
import { hint } from './hint.ts'

/** What reaching people costs. Fen, also parts of one. */
export interface CostRules {
  smsSegmentFen: number
  /** What a minute of a salesperson costs. */
  staffMinuteFen: number
  /** Minutes a follow-up takes. */
  followUpMinutes: number
  /** Minutes it takes to confirm a group-send, or to send words into a chat. */
  sendMinutes: number
}

export const defaultCosts: CostRules = {
  // A usual price of the mainland gateways; what an installation really pays is in its contract.
  smsSegmentFen: 5,
  // 30 yuan an hour.
  staffMinuteFen: 50,
  followUpMinutes: 10,
  sendMinutes: 1,
}

const priceHint = { error: hint('每条短信的价格（分），如 4.5', '写 0 到 100 之间的数字，单位是分') }
const staffHint = { error: hint('导购一分钟的成本（分），如 50', '写 0 到 10000 之间的数字，单位是分') }
const minutesHint = { error: hint('0 到 240 的分钟数', '写做一次平均花几分钟') }
const minutes = z.number(minutesHint).min(0, minutesHint).max(240, minutesHint)

export const costsSchema = z.strictObject({
  smsSegmentFen: z
    .number(priceHint)
    .min(0, priceHint)
    .max(100, priceHint)
    .default(defaultCosts.smsSegmentFen),
  staffMinuteFen: z
    .number(staffHint)
    .min(0, staffHint)
    .max(10_000, staffHint)
    .default(defaultCosts.staffMinuteFen),
  followUpMinutes: minutes.default(defaultCosts.followUpMinutes),
  sendMinutes: minutes.default(defaultCosts.sendMinutes),
})
