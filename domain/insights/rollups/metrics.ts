import type { FigureSource } from '../../../models/counted.ts'
import { type Dimension, type Dims, dimsOf } from './dimensions.ts'
import { lagClass } from './lags.ts'
import type { Subject, SubjectKinds } from './subjects.ts'

interface MetricSpec {
  /** Whose marks say that it is to be counted anew. */
  source: FigureSource
  kind: keyof SubjectKinds
  /** Absent = all of the kind. */
  counts?: (subject: Subject) => boolean
  /** The amount that is added up; absent = they are only counted. */
  sum?: 'valueFen' | 'segments' | 'machineOpens' | 'paidFen' | 'netFen' | 'lagMs'
  /** By what it is told apart, where not by everything that is known: fewer rows. */
  by?: readonly Dimension[]
  /** Stands as `reason` instead of that of the record. */
  reason?: (subject: Subject) => string | undefined
}

const came = (outcome: string) => (subject: Subject) => subject.outcome === outcome
const touch = (outcome: string): MetricSpec => ({ source: 'touches', kind: 'touches', counts: came(outcome) })

const fewDimensions: readonly Dimension[] = ['flow', 'holdout', 'channel', 'reason', 'store', 'region']

/**
 * Every figure kept by the hour: what it counts, at which moment (that of its kind), and what it adds up. The roller, the reader and
 * the list of who a figure counts go by this table alone.
 */
export const metrics = {
  /** Runs begun, in the hour they began. */
  'runs.entered': { source: 'runs', kind: 'runsStarted' },
  /** Runs over, by `reason`, at the step they ended at. */
  'runs.ended': { source: 'runs', kind: 'runsEnded' },
  /** Goals, with what they were worth in fen. */
  'goals.met': { source: 'runs', kind: 'goalsMet', sum: 'valueFen' },
  /** Messages that went out, in the hour they did; the others in that of their last decision, by `reason`. */
  'touches.sent': touch('sent'),
  'touches.failed': touch('failed'),
  'touches.unknown': touch('unknown'),
  'touches.skipped': touch('skipped'),
  'touches.expired': touch('expired'),
  /** Messages handed to the SMS gateway, and the segments it bills, in the hour of the message. */
  'sms.segments': {
    source: 'touches',
    kind: 'touches',
    counts: ({ amounts }) => (amounts.segments ?? 0) > 0,
    sum: 'segments',
  },
  /** Messages a machine opened, and how often: no sign of the person, and of no hour of its own. */
  'opens.machine': {
    source: 'touches',
    kind: 'touches',
    counts: ({ amounts }) => (amounts.machineOpens ?? 0) > 0,
    sum: 'machineOpens',
  },
  /** Messages that went out, by how long after their step began (`lags.ts`, as `reason`), and these stretches together, ms. */
  'touches.lag': {
    ...touch('sent'),
    sum: 'lagMs',
    by: fewDimensions,
    reason: ({ amounts }) => lagClass(amounts.lagMs ?? 0),
  },
  /** Messages that went out later than they would have, by what they were put off for first, as `reason`. */
  'touches.putOff': {
    ...touch('sent'),
    counts: (subject) => subject.outcome === 'sent' && subject.putOff !== undefined,
    by: fewDimensions,
    reason: ({ putOff }) => putOff,
  },
  /** Messages that some got twice, maybe: sent once more because nobody knew. */
  'touches.twice': {
    ...touch('sent'),
    counts: ({ outcome, amounts }) => outcome === 'sent' && (amounts.twice ?? 0) > 0,
    by: fewDimensions,
  },
  'messages.opened': { source: 'events', kind: 'opens' },
  'messages.clicked': { source: 'events', kind: 'clicks' },
  'popups.clicked': { source: 'events', kind: 'popupClicks' },
  'messages.replied': { source: 'events', kind: 'replies' },
  /** Orders paid, with what was paid in fen. */
  'orders.paid': { source: 'orders', kind: 'orders', sum: 'paidFen' },
  /** Those of them that count (`orderFacts`), with what is left after refunds, however late those came. */
  'orders.kept': { source: 'orders', kind: 'orders', counts: came('kept'), sum: 'netFen' },
  'tasks.made': { source: 'tasks', kind: 'tasksMade' },
  'tasks.accepted': { source: 'events', kind: 'tasksAccepted' },
  /** By result, as `reason`. */
  'tasks.done': { source: 'tasks', kind: 'tasksDone' },
} as const satisfies Record<string, MetricSpec>

export type MetricName = keyof typeof metrics
export const metricNames = Object.keys(metrics) as MetricName[]

export const specOf = (metric: MetricName): MetricSpec => metrics[metric]

/** The metrics of a source. */
export const metricsOf = (source: FigureSource): MetricName[] =>
  metricNames.filter((name) => metrics[name].source === source)

/** What a metric tells a subject apart by. */
export function dimsIn(metric: MetricName, subject: Subject): Dims {
  const { by, reason } = specOf(metric)
  if (by === undefined && reason === undefined) return subject.dims
  const own: Dims = reason === undefined ? subject.dims : { ...subject.dims, reason: reason(subject) ?? '' }
  return dimsOf(
    Object.fromEntries(Object.entries(own).filter(([name]) => by?.includes(name as Dimension) ?? true)),
  )
}
