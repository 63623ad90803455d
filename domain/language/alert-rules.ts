import { z } from 'zod'
import { hint } from './hint.ts'

/** From which share on a figure rings, and of how many messages. */
export interface Threshold {
  /** Percent, also parts of one. */
  percent: number
  least: number
}

export interface AlertRules {
  /** What is watched; what is absent is not. */
  figures: Partial<Record<AlertFigure, Threshold>>
}

export const alertFigures = [
  'smsFailures',
  'emailFailures',
  'miniprogramFailures',
  'wecomFailures',
  'emailOpens',
  'smsClicks',
] as const
export type AlertFigure = (typeof alertFigures)[number]

const leastByDefault = 100

/** SMS failures above 5 %, e-mail opens below 10 % (M18); bounces and subscription messages as SMS. */
export const defaultAlertRules: AlertRules = {
  figures: {
    smsFailures: { percent: 5, least: leastByDefault },
    emailFailures: { percent: 5, least: leastByDefault },
    miniprogramFailures: { percent: 5, least: leastByDefault },
    emailOpens: { percent: 10, least: leastByDefault },
  },
}

const percentHint = { error: hint('0 到 100 之间的数', '写百分之几，如 5') }
const leastHint = { error: hint('10 到 100000 的整数', '写至少多少条才响；人太少的比例说明不了什么') }
const threshold = z.strictObject({
  percent: z.number(percentHint).gt(0, percentHint).lt(100, percentHint),
  least: z.int(leastHint).min(10, leastHint).max(100_000, leastHint).default(leastByDefault),
})

/** `off` = not watched. */
const watchedOrOff = (byDefault: Threshold | undefined) =>
  z
    .union([threshold, z.literal('off')])
    .optional()
    .transform((given): Threshold | undefined => (given === 'off' ? undefined : (given ?? byDefault)))

export const alertsSchema = z
  .strictObject({
    smsFailures: watchedOrOff(defaultAlertRules.figures.smsFailures),
    emailFailures: watchedOrOff(defaultAlertRules.figures.emailFailures),
    miniprogramFailures: watchedOrOff(defaultAlertRules.figures.miniprogramFailures),
    wecomFailures: watchedOrOff(undefined),
    emailOpens: watchedOrOff(defaultAlertRules.figures.emailOpens),
    smsClicks: watchedOrOff(undefined),
  })
  .transform((figures): AlertRules => ({ figures }))
