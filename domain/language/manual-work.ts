import { z } from 'zod'
import { hint } from './hint.ts'

/** What the same work takes by hand. */
export interface ManualWork {
  /** Minutes to look through the customers and decide that one is to enter a flow. */
  choiceMinutes: number
  /** Minutes to write to one customer, by channel. */
  wecomMinutes: number
  smsMinutes: number
  emailMinutes: number
  miniprogramMinutes: number
  popupMinutes: number
  /** Minutes to write a follow-up down and hand it to a salesperson. */
  taskMinutes: number
  /** Minutes from what a customer does to what is done about it. */
  reactionMinutes: number
}

/** What marketers and salespeople of shops told; half a working day until something is done about an event. */
export const defaultManualWork: ManualWork = {
  ...{ choiceMinutes: 0.5, wecomMinutes: 1, smsMinutes: 0.5, emailMinutes: 1 },
  ...{ miniprogramMinutes: 0.5, popupMinutes: 0.5, taskMinutes: 2, reactionMinutes: 240 },
}

const minutesHint = { error: hint('0 到 240 的分钟数', '写手工做一次平均花几分钟') }
const reactionHint = { error: hint('1 到 10080 的分钟数', '写手工从事情发生到做出反应平均要多久') }
const minutes = z.number(minutesHint).min(0, minutesHint).max(240, minutesHint)

export const manualWorkSchema = z.strictObject({
  choiceMinutes: minutes.default(defaultManualWork.choiceMinutes),
  wecomMinutes: minutes.default(defaultManualWork.wecomMinutes),
  smsMinutes: minutes.default(defaultManualWork.smsMinutes),
  emailMinutes: minutes.default(defaultManualWork.emailMinutes),
  miniprogramMinutes: minutes.default(defaultManualWork.miniprogramMinutes),
  popupMinutes: minutes.default(defaultManualWork.popupMinutes),
  taskMinutes: minutes.default(defaultManualWork.taskMinutes),
  reactionMinutes: z
    .number(reactionHint)
    .min(1, reactionHint)
    .max(10_080, reactionHint)
    .default(defaultManualWork.reactionMinutes),
})
