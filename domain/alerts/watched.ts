import type { Channel } from '../../models/customer.ts'
import { type AlertFigure, type AlertRules, alertFigures } from '../language/alert-rules.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How often a figure is looked at: failures at once, what takes a day to come about by the hour. */
export type Pace = 'minutes' | 'hours'
export const paceMs: Record<Pace, number> = { minutes: minuteMs, hours: hourMs }

/** A share of messages that can be watched. */
export interface Watched {
  id: AlertFigure
  /** As it stands in a sentence: 「短信失败率」. */
  name: string
  channel: Channel
  of: 'failed' | 'opened' | 'clicked'
  /** On which side of the threshold something is wrong. */
  bad: 'above' | 'below'
  /** Of which stretch messages count: those that went out so long before now … */
  windowMs: number
  /** … and that had so much time until then to be opened. */
  settlesMs: number
  pace: Pace
}

/** Everything that can be watched. A failure shows within the hour; an e-mail is given a day to be opened. */
export const watched: Record<AlertFigure, Watched> = {
  smsFailures: failures('smsFailures', '短信失败率', 'sms'),
  emailFailures: failures('emailFailures', '邮件退信率', 'email'),
  miniprogramFailures: failures('miniprogramFailures', '订阅消息失败率', 'miniprogram'),
  // A salesperson may confirm until the evening, so a day is looked at.
  wecomFailures: {
    ...failures('wecomFailures', '企业群发没送到的比例', 'wecom'),
    windowMs: dayMs,
    pace: 'hours',
  },
  emailOpens: reactions('emailOpens', '邮件打开率', 'email', 'opened'),
  smsClicks: reactions('smsClicks', '短信点击率', 'sms', 'clicked'),
}

function failures(id: AlertFigure, name: string, channel: Channel): Watched {
  return { id, name, channel, of: 'failed', bad: 'above', windowMs: hourMs, settlesMs: 0, pace: 'minutes' }
}

function reactions(id: AlertFigure, name: string, channel: Channel, of: 'opened' | 'clicked'): Watched {
  return { id, name, channel, of, bad: 'below', windowMs: dayMs, settlesMs: dayMs, pace: 'hours' }
}

/** A figure with its threshold: what rings. */
export interface AlertRule extends Watched {
  percent: number
  /** Of how many messages a share says something. */
  least: number
}

/** What the company's rules have watched. */
export function rulesOf({ figures }: AlertRules): AlertRule[] {
  return alertFigures.flatMap((id) => {
    const threshold = figures[id]
    return threshold ? [{ ...watched[id], ...threshold }] : []
  })
}
