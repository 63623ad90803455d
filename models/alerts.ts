import type { Connection } from 'mongoose'
import { collectionOf, date, flag, hotPathOf, listOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { setAndUnset } from './set-and-unset.ts'

/** How many of how many. */
export interface Share {
  part: number
  whole: number
}

/** Of what whoever looked into it found it to be. */
export type AlertCause = 'content' | 'numbers' | 'interface' | 'other'

/** What happened to an alert, in the order it did. */
export interface AlertNote {
  at: Date
  what: 'rang' | 'told' | 'seen' | 'passed' | 'acted' | 'late' | 'recovered' | 'again' | 'closed'
  /** Names of people, or words of whoever did it. */
  words?: string
  /** As people call them; absent = Kelu itself. */
  by?: string
  part?: number
  whole?: number
}

/** What people are told: that it rang, that it is bad again, that two hours are over. */
export type Telling = 'rang' | 'again' | 'late'

/** A figure that crossed its threshold; `_id` = `<figure>:<n>`, n from 1. A figure has one that is not closed at the most. */
export interface Alert {
  _id: string
  figure: string
  /** recovered = the figure has been good again for a while, and nobody wrote down why. */
  state: 'open' | 'recovered' | 'closed'
  /** The threshold as it stood when it rang. */
  percent: number
  least: number
  openedAt: Date
  /** Until when cause and action are to be known: two hours of working time. */
  dueBy: Date
  /** When it rang; and the same figure of the week before, absent when there was too little of it. */
  part: number
  whole: number
  usual?: Share
  /** The figure as it was looked at last. */
  now: Share
  /** Since when it has been good. */
  goodSince?: Date
  /** Login of who looks into it, and since when. */
  handler?: string
  seenAt?: Date
  /** What people are still to be told of it in WeCom. */
  untold: Telling[]
  /** Real time until which one process tells it. */
  tellingUntil?: Date
  /** Whether two hours were over before it was closed. */
  isLate: boolean
  cause?: AlertCause
  action?: string
  prevention?: string
  closedAt?: Date
  course: AlertNote[]
  /** From which note of the course on outside systems are still to be told; absent = they were told of all. */
  newsSince?: Date
  /** Compare-and-set guard: every write names the rev it read. */
  rev: number
}

const share = { part: number, whole: number }
const schema = collectionOf<Alert>('alerts', {
  _id: text,
  figure: text,
  state: text,
  percent: number,
  least: number,
  openedAt: date,
  dueBy: date,
  ...share,
  usual: partOf<Share>(share),
  now: partOf<Share>(share),
  goodSince: Date,
  handler: String,
  seenAt: Date,
  untold: listOf(String),
  tellingUntil: Date,
  isLate: flag,
  cause: String,
  action: String,
  prevention: String,
  closedAt: Date,
  course: listOf(
    partOf<AlertNote>({ at: date, what: text, words: String, by: String, part: Number, whole: Number }),
  ),
  newsSince: Date,
  rev: number,
})
schema.index({ newsSince: 1 })
schema.index({ figure: 1, openedAt: -1 })
schema.index({ state: 1, openedAt: -1 })

/** When figures of one pace were looked at last, by the business clock. */
interface AlertRound {
  _id: string
  at: Date
}
const roundSchema = collectionOf<AlertRound>('alertRounds', { _id: text, at: date })

export type AlertChanges = Partial<{
  [Key in Exclude<keyof Alert, '_id' | 'rev' | 'course' | 'figure'>]: Alert[Key] | null
}>
export type AlertStore = ReturnType<typeof createAlertStore>

export function createAlertStore(connection: Connection) {
  const alerts = hotPathOf(connection, schema)
  const rounds = hotPathOf(connection, roundSchema)

  return {
    /** Takes the next look at the figures of a pace; false when somebody looked after `notSince`. */
    async takeRound(pace: string, at: Date, notSince: Date): Promise<boolean> {
      return unlessPresent(
        rounds.updateOne({ _id: pace, at: { $lte: notSince } }, { $set: { at } }, { upsert: true }),
      )
    },

    find: (id: string): Promise<Alert | null> => alerts.findOne({ _id: id }),
    latestOf: (figure: string): Promise<Alert | null> =>
      alerts.findOne({ figure }, { sort: { openedAt: -1 } }),
    /** Whatever is not closed, the newest first. */
    live: (): Promise<Alert[]> =>
      alerts
        .find({ state: { $in: ['open', 'recovered'] } })
        .sort({ openedAt: -1 })
        .toArray(),
    /** Closed ones, the newest first. */
    closed: (limit: number): Promise<Alert[]> =>
      alerts.find({ state: 'closed' }).sort({ openedAt: -1 }).limit(limit).toArray(),
    /** Those of which outside systems are still to be told something. */
    withNews: (): Promise<Alert[]> =>
      alerts
        .find({ newsSince: { $gt: new Date(0) } })
        .sort({ newsSince: 1 })
        .toArray(),
    /** Those that rang in [from, to), the oldest first. */
    between: (from: Date, to: Date): Promise<Alert[]> =>
      alerts
        .find({ state: { $in: ['open', 'recovered', 'closed'] }, openedAt: { $gte: from, $lt: to } })
        .sort({ openedAt: 1 })
        .toArray(),

    /** False when there is one of that id already. */
    insert: (alert: Alert): Promise<boolean> => unlessPresent(alerts.insertOne(alert)),
    /** Changes it as it was read, and adds to its course; false when somebody changed it since. */
    async change(
      { _id, rev }: Pick<Alert, '_id' | 'rev'>,
      changes: AlertChanges,
      notes: readonly AlertNote[] = [],
    ): Promise<boolean> {
      const { modifiedCount } = await alerts.updateOne(
        { _id, rev },
        {
          ...setAndUnset({ ...changes, rev: rev + 1 }),
          ...(notes.length > 0 && { $push: { course: { $each: [...notes] } } }),
        },
      )
      return modifiedCount === 1
    },
  }
}
