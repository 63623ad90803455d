import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  hotPathOf,
  listOf,
  mixed,
  number,
  oneOf,
  optionalMixed,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { setAndUnset } from './set-and-unset.ts'

export type ReportKind = 'daily' | 'weekly'

/** What a figure of 总览 was, and in as many days before. */
interface Amount {
  count: number
  sum: number
}
export interface ReportedFigure {
  now: Amount
  before: Amount
}

/** What a report says of one 门店, or of all. */
export interface ReportSection {
  /** Code; null = all of the company. */
  store: string | null
  name: string
  /** closed = there is no such 门店 any more. */
  state: 'open' | 'closed'
  /** By name of the figure of 总览. */
  figures: Record<string, ReportedFigure>
  /** Hours that were still being counted. */
  openHours: number
  /** Follow-ups when it was made. */
  followUps: { open: number; late: number }
  /** Group-sends that waited for salespeople, and for how many of these. */
  unconfirmed: { sends: number; staff: number }
}

/** An alert that rang in the days of a report, as it stood when the report was made. */
export interface ReportedAlert {
  id: string
  name: string
  part: number
  whole: number
  rangAt: Date
  state: 'open' | 'recovered' | 'closed'
  cause?: string
  action?: string
}

export interface ReportContents {
  sections: ReportSection[]
  alerts: ReportedAlert[]
}

/** A line as it was sent; `url` = all of it is a link. */
export interface ReportLine {
  words: string
  url?: string
}

/** The 日报 or 周报 of a day; `_id` = `<kind>:<day it is sent>`. */
export interface Report {
  _id: string
  kind: ReportKind
  /** Local day of the company it is sent on. */
  day: string
  /** The days it tells of, both included. */
  from: string
  to: string
  /** skipped = Kelu was set up after its time. */
  state: 'making' | 'through' | 'skipped'
  madeAt: Date
  throughAt?: Date
  /** How many got it, and how many did not. */
  told?: { sent: number; not: number }
  /** All of the company. */
  contents?: ReportContents
  /** Names of 门店 nobody leads who could be told. */
  withoutLead: string[]
}

/**
 * sending    WeCom is asked, or was by a process that died
 * waiting    WeCom did not take it: again at `againAt`
 * unknown    WeCom's answer was lost: it is not sent a second time
 * noAccount  there is no WeCom account to send it to
 * noStore    somebody who leads no 门店
 */
export const deliveryStates = [
  'sending',
  'waiting',
  'sent',
  'refused',
  'unknown',
  'noAccount',
  'noStore',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** A report for one person; `_id` = `<report>:<userid, or login>`, of its file `<report>:<userid>:file`. */
export interface ReportDelivery {
  _id: string
  report: string
  what: 'words' | 'file'
  /** userid, lower case; of who has none, the login. */
  to: string
  name: string
  /** Role of the member; of who is no member, lead. */
  role: string
  state: DeliveryState
  at: Date
  tries: number
  /** Real time from when on whoever was asking is dead. */
  callUntil?: Date
  againAt?: Date
  /** Why not, and what WeCom said. */
  reason?: string
  code?: string
  lines: ReportLine[]
  contents?: ReportContents
}

const reportSchema = collectionOf<Report>('reports', {
  _id: text,
  kind: oneOf('daily', 'weekly'),
  day: text,
  from: text,
  to: text,
  state: oneOf('making', 'through', 'skipped'),
  madeAt: date,
  throughAt: Date,
  told: optionalMixed,
  contents: optionalMixed,
  withoutLead: listOf(String),
})
reportSchema.index({ day: -1 })
const deliverySchema = collectionOf<ReportDelivery>('reportDeliveries', {
  _id: text,
  report: text,
  what: oneOf('words', 'file'),
  to: text,
  name: text,
  role: text,
  state: oneOf(...deliveryStates),
  at: date,
  tries: number,
  callUntil: Date,
  againAt: Date,
  reason: String,
  code: String,
  lines: mixed,
  contents: optionalMixed,
})
deliverySchema.index({ report: 1 })
/** As long as touches. */
const keptSeconds = 400 * 86_400
reportSchema.index({ madeAt: 1 }, { expireAfterSeconds: keptSeconds })
deliverySchema.index({ at: 1 }, { expireAfterSeconds: keptSeconds })

export type DeliveryOutcome = Pick<ReportDelivery, 'state'> & {
  [Field in 'againAt' | 'reason' | 'code' | 'callUntil']?: ReportDelivery[Field] | null
}

export type ReportStore = ReturnType<typeof createReportStore>

/** Reports, and who got them: one document a person and report, so that two processes tell nobody twice. */
export function createReportStore(connection: Connection) {
  const reports = hotPathOf(connection, reportSchema)
  const deliveries = hotPathOf(connection, deliverySchema)

  return {
    find: (_id: string): Promise<Report | null> => reports.findOne({ _id }),
    findMany: (ids: readonly string[]): Promise<Report[]> =>
      reports.find({ _id: { $in: [...ids] } }).toArray(),
    /** Whether one was made, or left out, before this day. */
    anyBefore: async (day: string): Promise<boolean> =>
      (await reports.findOne({ day: { $lt: day } })) !== null,
    /** The newest first. */
    latest: (limit: number): Promise<Report[]> =>
      reports.find({}).sort({ day: -1, _id: 1 }).limit(limit).toArray(),
    /** Of the last days before that one, those that did not come to their end. */
    unfinishedBefore: (day: string): Promise<Report[]> =>
      reports
        .find({ day: { $lt: day } })
        .sort({ day: -1 })
        .limit(14)
        .toArray()
        .then((found) => found.filter(({ state }) => state === 'making')),
    /** False when there is one of that day already. */
    begin: (report: Report): Promise<boolean> => unlessPresent(reports.insertOne(report)),
    async finish(_id: string, throughAt: Date, told: NonNullable<Report['told']>): Promise<void> {
      await reports.updateOne({ _id, state: 'making' }, { $set: { state: 'through', throughAt, told } })
    },

    findDelivery: (_id: string): Promise<ReportDelivery | null> => deliveries.findOne({ _id }),
    deliveriesOf: (report: string): Promise<ReportDelivery[]> =>
      deliveries.find({ report }).sort({ _id: 1 }).toArray(),
    /** Begins one, about to be sent or told why not; true for the call that did. */
    beginDelivery: (delivery: ReportDelivery): Promise<boolean> =>
      unlessPresent(deliveries.insertOne(delivery)),
    /** Takes one that WeCom did not take, to ask once more; true for the call that did. */
    async takeAgain(
      { _id, tries }: Pick<ReportDelivery, '_id' | 'tries'>,
      at: Date,
      callUntil: Date,
    ): Promise<boolean> {
      const { modifiedCount } = await deliveries.updateOne(
        { _id, state: 'waiting', tries },
        { $set: { state: 'sending', at, callUntil }, $inc: { tries: 1 }, $unset: { againAt: '' } },
      )
      return modifiedCount === 1
    },
    /** What came of it, of the state and try it was read in. */
    async settle(
      { _id, state, tries }: Pick<ReportDelivery, '_id' | 'state' | 'tries'>,
      outcome: DeliveryOutcome,
    ): Promise<boolean> {
      const { modifiedCount } = await deliveries.updateOne({ _id, state, tries }, setAndUnset(outcome))
      return modifiedCount === 1
    },
  }
}
