import {
  collectionOf,
  date,
  flag,
  listOf,
  mixed,
  number,
  optionalListOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { countedBy } from './counted.ts'
import type { OrderKey } from './order-entry.ts'

export const runShards = 16

/** What has happened to a run but was not yet told as an event. */
export type Untold = 'entered' | 'goal' | 'ended'

/** Message variables by their group: `coupon.code` is `vars.coupon.code`. */
export type RunVars = Record<string, Record<string, string>>

/** Props of an event as they were: a text, a number, yes or no, a date. */
export type RunProps = Record<string, string | number | boolean | Date>

/** One customer's passage through one journey version; `_id` = `journeyId:customerId[:key]:n`. */
export interface Run {
  _id: string
  journeyId: string
  versionId: string
  /** The id the customer had when the run began; after a merge it is found through `mergedFrom`. */
  customerId: string
  state: 'active' | 'ended'
  stepId: string
  /** How often this run has arrived at this step, from 1. */
  visit: number
  visits: Record<string, number>
  enteredStepAt: Date
  /** A `waitFor` counts events from here: the moment the send before it started, else its own beginning. */
  lookFrom: Date
  /** Has something to do from here on; while leased, the end of the lease. Absent once ended. */
  dueAt?: Date
  lease?: { by: string; until: Date }
  shard: number
  /** Event names the step waits for. */
  listens: string[]
  /** What earlier steps produced for later ones, e.g. a coupon code. */
  vars: RunVars
  /** Those props of the entry event that conditions of the journey ask. */
  entry?: RunProps
  /** The same of the event that ended the last wait; empty when none did. */
  answer?: RunProps
  holdout: boolean
  /** Of a test account: it goes through everything and counts in no figure. */
  isTest?: true
  /** A test walk waits no longer than this at any step, whatever the step says. */
  waitAtMostMs?: number
  /** What started it: an event id, `schedule:…`, or what the caller of the API gave. */
  cause: string
  /** Ids of the events that moved it on, newest last: none moves it twice. */
  used: string[]
  /** Arms of splits by step, those of the same person's earlier runs included. */
  arms?: Record<string, string>
  /** Live segments the customer was in when it began; absent = in none, or of the first releases. */
  segments?: string[]
  /** What the visit of a step decided that must not be decided anew after a crash, e.g. which batch. */
  chosen?: { stepId: string; visit: number; value: string }
  /** Attempts at the present step that ended in an exception. */
  failures: number
  startedAt: Date
  endedAt?: Date
  endReason?: string
  goalMetAt?: Date
  goalValueFen?: number
  /** The order that met it: refunds are taken from what it was worth. */
  goalOrder?: OrderKey
  untold: Untold[]
  /** The resumption its waits were re-dated for last. */
  redatedFor?: Date
  /** The publication that moved others of this version to another and left this run on it, to its end. */
  staysFor?: number
  /** Token of the last writer, to see whose write took effect. */
  writer: string
  rev: number
}

export const runSchema = collectionOf<Run>('runs', {
  _id: text,
  journeyId: text,
  versionId: text,
  customerId: text,
  state: text,
  stepId: text,
  visit: number,
  visits: mixed,
  enteredStepAt: date,
  lookFrom: date,
  dueAt: Date,
  lease: partOf<NonNullable<Run['lease']>>({ by: text, until: date }),
  shard: number,
  listens: listOf(String),
  vars: mixed,
  entry: optionalMixed,
  answer: optionalMixed,
  holdout: flag,
  isTest: Boolean,
  waitAtMostMs: Number,
  cause: text,
  used: listOf(String),
  arms: optionalMixed,
  segments: optionalListOf(String),
  chosen: partOf<NonNullable<Run['chosen']>>({ stepId: text, visit: number, value: text }),
  failures: number,
  startedAt: date,
  endedAt: Date,
  endReason: String,
  goalMetAt: Date,
  goalValueFen: Number,
  goalOrder: String,
  untold: listOf(String),
  redatedFor: Date,
  staysFor: Number,
  writer: text,
  rev: number,
})
runSchema.index({ versionId: 1, stepId: 1, shard: 1, dueAt: 1 })
runSchema.index({ customerId: 1, state: 1 })
runSchema.index({ state: 1, dueAt: 1 })
runSchema.index({ state: 1, failures: 1 })
runSchema.index({ untold: 1 })
// Figures are counted from indexes alone: who stands where and how runs ended, who entered lately and reached the goal.
runSchema.index({ state: 1, versionId: 1, endReason: 1, stepId: 1, isTest: 1 })
runSchema.index({ journeyId: 1, isTest: 1, startedAt: 1, goalMetAt: 1 })
// Of figures by the hour.
runSchema.index({ startedAt: 1 })
runSchema.index({ endedAt: 1 })
runSchema.index({ goalMetAt: 1 })
countedBy(runSchema, {
  source: 'runs',
  moments: [
    { at: ({ startedAt }) => startedAt, as: wayOf, fields: ['startedAt', 'versionId', 'arms'] },
    {
      at: ({ endedAt }) => endedAt,
      as: (run) => [run.endReason, run.stepId, ...wayOf(run)],
      fields: ['endedAt', 'endReason', 'stepId', 'versionId', 'arms'],
    },
    {
      at: ({ goalMetAt }) => goalMetAt,
      as: (run) => [run.goalValueFen, ...wayOf(run)],
      fields: ['goalMetAt', 'goalValueFen', 'versionId', 'arms'],
    },
  ],
})

/** What splits and a change of version make of it after it began. */
function wayOf({ versionId, arms }: Partial<Run>): unknown[] {
  return [versionId, arms]
}
