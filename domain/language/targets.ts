import { z } from 'zod'
import { hint } from './hint.ts'

/** What a figure of 总览 is to come to, and on which side of it it is good. */
export interface TargetSpec {
  better: 'above' | 'below'
  unit: 'percent' | 'minutes' | 'fen'
}

/** Every figure that can have a target. */
export const targetSpecs = {
  /** Of the runs over, those that came to the end of their flow. */
  finished: { better: 'above', unit: 'percent' },
  smsFailures: { better: 'below', unit: 'percent' },
  emailOpens: { better: 'above', unit: 'percent' },
  clicks: { better: 'above', unit: 'percent' },
  /** Chats in WeCom that salespeople answered, and how soon. */
  replies: { better: 'above', unit: 'percent' },
  replyMinutes: { better: 'below', unit: 'minutes' },
  /** Goals met, of those who entered. */
  conversion: { better: 'above', unit: 'percent' },
  averageOrderFen: { better: 'above', unit: 'fen' },
  mqlToSql: { better: 'above', unit: 'percent' },
  /** The results that were asked for: work saved, sooner than by hand, more than those who got nothing. */
  manualSaved: { better: 'above', unit: 'percent' },
  faster: { better: 'above', unit: 'percent' },
  lift: { better: 'above', unit: 'percent' },
} as const satisfies Record<string, TargetSpec>
export type TargetName = keyof typeof targetSpecs

/** What each figure is to come to: percent, minutes, or fen. What is absent has no target. */
export type Targets = Partial<Record<TargetName, number>>

/** SMS failure below 1 % (M17), 35 % less manual work, 40 % faster, 25 % more conversion (M23). */
export const defaultTargets: Targets = { smsFailures: 1, manualSaved: 35, faster: 40, lift: 25 }

const hints = {
  percent: { error: hint('0 到 100 之间的数，或 off', '写百分之几，如 20；不设目标就写 off') },
  lift: { error: hint('0 到 1000 之间的数，或 off', '写多出百分之几，如 25；不设目标就写 off') },
  minutes: { error: hint('0 到 1440 的分钟数，或 off', '写几分钟，如 10；不设目标就写 off') },
  fen: { error: hint('1 以上的整数（分），或 off', '单位是分，27000 就是 270 元；不设目标就写 off') },
}
const most = { percent: 100, lift: 1_000, minutes: 1_440 }

function amountOf(of: keyof typeof hints) {
  if (of === 'fen') return z.int(hints.fen).min(1, hints.fen)
  return z.number(hints[of]).gt(0, hints[of]).max(most[of], hints[of])
}

/** `off` = no target. */
function targetOrOff(name: TargetName) {
  const of = name === 'lift' ? name : targetSpecs[name].unit
  return z
    .union([amountOf(of), z.literal('off')], hints[of])
    .optional()
    .transform((given): number | undefined => (given === 'off' ? undefined : (given ?? defaultTargets[name])))
}

export const targetsSchema = z
  .strictObject({
    finished: targetOrOff('finished'),
    smsFailures: targetOrOff('smsFailures'),
    emailOpens: targetOrOff('emailOpens'),
    clicks: targetOrOff('clicks'),
    replies: targetOrOff('replies'),
    replyMinutes: targetOrOff('replyMinutes'),
    conversion: targetOrOff('conversion'),
    averageOrderFen: targetOrOff('averageOrderFen'),
    mqlToSql: targetOrOff('mqlToSql'),
    manualSaved: targetOrOff('manualSaved'),
    faster: targetOrOff('faster'),
    lift: targetOrOff('lift'),
  })
  .transform((targets): Targets => targets)
