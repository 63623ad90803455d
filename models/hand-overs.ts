import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

export const handOverThings = ['customer', 'group', 'task', 'code', 'batch'] as const
export type HandOverThing = (typeof handOverThings)[number]
export type HandOverItemState = 'planned' | 'asked' | 'done' | 'refused'

/** One member's customers, groups and work on their way to colleagues. */
export interface HandOver {
  _id: string
  corp: string
  /** Userids. */
  from: string
  to: string[]
  kind: 'onjob' | 'resigned'
  /** Said to the customers, in service only. */
  sentence?: string
  /** Name of who began it. */
  by: string
  startedAt: Date
  /** When somebody must look at it again; absent when all has come to an end. */
  dueAt?: Date
  endedAt?: Date
}

/** One thing of a hand-over. */
export interface HandOverItem {
  /** `<hand-over>:<what>:<ref>` */
  _id: string
  handOver: string
  what: HandOverThing
  /** external_userid, chat id, task id, code of the channel. */
  ref: string
  to: string
  state: HandOverItemState
  /** Of a refusal. */
  code?: string
  askedAt?: Date
  endedAt?: Date
}

export interface HandOverCount {
  what: HandOverThing
  state: HandOverItemState
  code?: string
  to: string
  count: number
}

const schema = collectionOf<HandOver>('handOvers', {
  _id: text,
  corp: text,
  from: text,
  to: listOf(String),
  kind: oneOf('onjob', 'resigned'),
  sentence: String,
  by: text,
  startedAt: date,
  dueAt: Date,
  endedAt: Date,
})
schema.index({ dueAt: 1 })

const itemSchema = collectionOf<HandOverItem>('handOverItems', {
  _id: text,
  handOver: text,
  what: oneOf(...handOverThings),
  ref: text,
  to: text,
  state: oneOf('planned', 'asked', 'done', 'refused'),
  code: String,
  askedAt: Date,
  endedAt: Date,
})
itemSchema.index({ handOver: 1, state: 1, what: 1, to: 1, _id: 1 })
itemSchema.index({ ref: 1, state: 1 })

export type HandOverStore = ReturnType<typeof createHandOverStore>

/** Hand-overs and the things in them. */
export function createHandOverStore(connection: Connection) {
  const handOvers = hotPathOf(connection, schema)
  const items = hotPathOf(connection, itemSchema)

  return {
    insert: (handOver: HandOver): Promise<boolean> => unlessPresent(handOvers.insertOne(handOver)),
    find: (id: string): Promise<HandOver | null> => handOvers.findOne({ _id: id }),
    /** The newest, which ids sort by. */
    list: (limit: number): Promise<HandOver[]> => handOvers.find().sort({ _id: -1 }).limit(limit).toArray(),
    /** Whether this member hands over what they have and it is not through, however their userid is written. */
    async isGiving(userid: string): Promise<boolean> {
      const open = await handOvers.find({ dueAt: { $gt: new Date(0) } }).toArray()
      return open.some(({ from }) => from.toLowerCase() === userid.toLowerCase())
    },
    due: (now: Date, limit: number): Promise<HandOver[]> =>
      handOvers
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray(),
    async nextDueAt(): Promise<Date | null> {
      const [first] = await handOvers
        .find({ dueAt: { $gt: new Date(0) } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray()
      return first?.dueAt ?? null
    },
    /** Takes it in hand until then; false when somebody else has. */
    async lease({ _id, dueAt }: HandOver, until: Date): Promise<boolean> {
      if (dueAt === undefined) return false
      return (await handOvers.updateOne({ _id, dueAt }, { $set: { dueAt: until } })).modifiedCount === 1
    },
    async lookAgain(id: string, at: Date): Promise<void> {
      await handOvers.updateOne({ _id: id }, { $set: { dueAt: at } })
    },
    async end(id: string, at: Date): Promise<void> {
      await handOvers.updateOne({ _id: id }, { $set: { endedAt: at }, $unset: { dueAt: 1 } })
    },

    /** Those that are there already stay as they are. */
    async add(added: readonly HandOverItem[]): Promise<void> {
      for (const item of added) await unlessPresent(items.insertOne(item))
    },
    /** In the order of their ids; of one thing and one taker where these are named. */
    itemsIn(
      of: { handOver: string; state: HandOverItemState; what?: HandOverThing; to?: string },
      limit: number,
    ): Promise<HandOverItem[]> {
      return items.find(of).sort({ what: 1, to: 1, _id: 1 }).limit(limit).toArray()
    },
    /** Moves things of one state on; what somebody else has moved stays. */
    async move(
      ids: readonly string[],
      from: HandOverItemState,
      to: Pick<HandOverItem, 'state' | 'code' | 'askedAt' | 'endedAt'>,
    ): Promise<void> {
      await items.updateMany({ _id: { $in: [...ids] }, state: from }, { $set: to })
    },
    /** Where a customer is on their way to, by external_userid. */
    async onTheWay(ref: string): Promise<HandOverItem | null> {
      const [found] = await items.find({ ref, state: 'asked' }).sort({ _id: -1 }).limit(1).toArray()
      return found ?? null
    },
    async counts(handOver: string): Promise<HandOverCount[]> {
      const rows = await items
        .aggregate<{ _id: Omit<HandOverCount, 'count'>; count: number }>([
          { $match: { handOver } },
          {
            $group: {
              _id: { what: '$what', state: '$state', code: '$code', to: '$to' },
              count: { $sum: 1 },
            },
          },
        ])
        .toArray()
      return rows.map(({ _id, count }) => ({ ..._id, count }))
    },
  }
}
