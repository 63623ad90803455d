import type { Channel } from '../../../models/customer.ts'
import type { MetricName } from '../rollups/metrics.ts'
import type { Where } from '../rollups/read.ts'
import { isTooOften, isUntimely, isUnwanted, isWrongFlow } from './guarded.ts'

/** A figure of 总览: what of the figures by the hour it is. */
export interface ShownFigure {
  metric: MetricName
  where?: Where
  /** Of the metric what has such a reason. */
  reason?: (reason: string) => boolean
}

const by = (channel: Channel): Where => ({ channel })
/** Ends of a run that are its own: it came to the end of the flow. */
const through = 'completed'

/** Every figure 总览 counts, by name; each can be asked for the records behind it. */
export const shownFigures = {
  entered: { metric: 'runs.entered' },
  through: { metric: 'runs.ended', where: { reason: through } },
  notThrough: { metric: 'runs.ended', reason: (reason) => reason !== through },
  smsSent: { metric: 'touches.sent', where: by('sms') },
  smsFailed: { metric: 'touches.failed', where: by('sms') },
  sent: { metric: 'touches.sent' },
  skipped: { metric: 'touches.skipped' },
  emailSent: { metric: 'touches.sent', where: by('email') },
  emailOpened: { metric: 'messages.opened', where: by('email') },
  machineOpened: { metric: 'opens.machine' },
  clicked: { metric: 'messages.clicked' },
  replied: { metric: 'messages.replied' },
  orders: { metric: 'orders.kept' },
  goals: { metric: 'goals.met' },
  tasksMade: { metric: 'tasks.made' },
  tasksDone: { metric: 'tasks.done' },
  /** Leads, as the settings say who is one. */
  mql: { metric: 'runs.entered' },
  sql: { metric: 'tasks.done' },
  /** Messages that went out, by how long after their step began. */
  acted: { metric: 'touches.lag' },
  /** What was guarded: nobody written to too often, against their wish, or in a flow that is none of theirs; and nobody at night. */
  tooOften: { metric: 'touches.skipped', reason: isTooOften },
  unwanted: { metric: 'touches.skipped', reason: isUnwanted },
  wrongFlow: { metric: 'touches.skipped', reason: isWrongFlow },
  putOff: { metric: 'touches.putOff', reason: (reason) => isTooOften(reason) || isUntimely(reason) },
  /** What slipped through: maybe sent twice. */
  twice: { metric: 'touches.twice' },
} as const satisfies Record<string, ShownFigure>

export type FigureName = keyof typeof shownFigures
export const figureNames = Object.keys(shownFigures) as FigureName[]
export const figureOf = (name: FigureName): ShownFigure => shownFigures[name]
