import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, modelOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** Somebody who became a friend by a channel code for the first time, and what became of them. */
export interface CodeArrival {
  /** `<corp>:<state>:<external_userid>` */
  _id: string
  /** `<corp>:<state>` */
  code: string
  external: string
  /** As they were called when they came; a merge may have made them somebody else. */
  customerId: string
  /** Whose customer they became, lower case. */
  staff: string
  at: Date
  /** The company's day, as `2026-12-01`. */
  day: string
  /** Whole days until the friendship ended; absent while they are friends. */
  staysDays?: number
  endedAt?: Date
  /** First log-in to the mini-program and first paid order since. */
  loggedInAt?: Date
  orderedAt?: Date
}

const schema = collectionOf<CodeArrival>('codeArrivals', {
  _id: text,
  code: text,
  external: text,
  customerId: text,
  staff: text,
  at: date,
  day: text,
  staysDays: Number,
  endedAt: Date,
  loggedInAt: Date,
  orderedAt: Date,
})
// Each figure is counted from the index alone, and its people come from it in order.
schema.index({ code: 1, at: -1, staysDays: 1 })
schema.index({ code: 1, loggedInAt: 1, at: -1 })
schema.index({ code: 1, orderedAt: 1, at: -1 })
schema.index({ code: 1, day: 1, staff: 1 })
schema.index({ external: 1 })

export const arrivalStages = ['added', 'day1', 'day7', 'loggedIn', 'ordered'] as const
export type ArrivalStage = (typeof arrivalStages)[number]

export type CodeArrivalStore = ReturnType<typeof createCodeArrivalStore>

/** Who came by which channel code. */
export function createCodeArrivalStore(connection: Connection) {
  // Hot: a live stream brings thousands in an hour.
  const arrivals = hotPathOf(connection, schema)
  const model = modelOf(connection, schema)

  function reaching(stage: ArrivalStage, code: string, { from, to }: { from: Date; to: Date }) {
    const came = { code, at: { $gte: from, $lt: to } }
    switch (stage) {
      case 'added':
        return came
      case 'day1':
        return { ...came, $or: [{ staysDays: { $exists: false } }, { staysDays: { $gte: 1 } }] }
      case 'day7':
        return { ...came, $or: [{ staysDays: { $exists: false } }, { staysDays: { $gte: 7 } }] }
      case 'loggedIn':
        return { ...came, loggedInAt: { $gte: from } }
      case 'ordered':
        return { ...came, orderedAt: { $gte: from } }
    }
  }

  return {
    /** False when they came by this code before. */
    insert: (arrival: CodeArrival): Promise<boolean> => unlessPresent(arrivals.insertOne(arrival)),
    /** How many of a day each member got by which code: by code, then userid. */
    async ofDay(codes: readonly string[], day: string): Promise<Map<string, Map<string, number>>> {
      const counts = await arrivals
        .aggregate<{ _id: { code: string; staff: string }; count: number }>([
          { $match: { code: { $in: [...codes] }, day } },
          { $group: { _id: { code: '$code', staff: '$staff' }, count: { $sum: 1 } } },
        ])
        .toArray()
      const byCode = new Map<string, Map<string, number>>()
      for (const { _id, count } of counts) {
        const ofCode = byCode.get(_id.code) ?? new Map<string, number>()
        byCode.set(_id.code, ofCode.set(_id.staff, count))
      }
      return byCode
    },
    count: (stage: ArrivalStage, code: string, stretch: { from: Date; to: Date }): Promise<number> =>
      arrivals.countDocuments(reaching(stage, code, stretch)),
    /** Latest first, those before `before`. */
    async page(
      stage: ArrivalStage,
      code: string,
      stretch: { from: Date; to: Date },
      limit: number,
    ): Promise<CodeArrival[]> {
      return model
        .find(reaching(stage, code, stretch))
        .sort({ at: -1 })
        .limit(limit)
        .lean<CodeArrival[]>()
    },
    ofExternals(externals: readonly string[]): Promise<CodeArrival[]> {
      return model
        .find({ external: { $in: [...externals] } })
        .lean<CodeArrival[]>()
        .exec()
    },
    async ended(id: string, endedAt: Date, staysDays: number): Promise<void> {
      await arrivals.updateOne({ _id: id, endedAt: { $exists: false } }, { $set: { endedAt, staysDays } })
    },
    /** They are friends again: what ended before that is over. */
    async began(id: string, at: Date): Promise<void> {
      await arrivals.updateOne({ _id: id, endedAt: { $lt: at } }, { $unset: { endedAt: '', staysDays: '' } })
    },
    /** The earliest since they came counts. */
    async did(externals: readonly string[], what: 'loggedInAt' | 'orderedAt', at: Date): Promise<void> {
      if (externals.length === 0) return
      const came = { external: { $in: [...externals] }, at: { $lte: at } }
      await arrivals.updateMany({ ...came, [what]: { $exists: false } }, { $set: { [what]: at } })
      await arrivals.updateMany({ ...came, [what]: { $gt: at } }, { $set: { [what]: at } })
    },
  }
}
