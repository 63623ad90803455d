import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  flag,
  hotPathOf,
  listOf,
  mixed,
  number,
  oneOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** What a round has seen and done so far; a name that is missing counts nothing. */
export interface SyncCounts {
  /** Members looked at, of whom these were not known, have changed, are gone. */
  staff?: number
  staffNew?: number
  staffChanged?: number
  staffLeft?: number
  departments?: number
  /** Friendships WeCom lists. */
  friendships?: number
  /** Customers behind them, each once; those who use WeChat; of them those whose unionid is told; those known in the mini-program. */
  people?: number
  wechat?: number
  withUnionid?: number
  matched?: number
  /** Customers who were not known, of whom something was learnt, and who could not be taken over. */
  born?: number
  learnt?: number
  failed?: number
  /** Friendships that began since the last round and nobody had told of, and that had ended. */
  begun?: number
  ended?: number
  /** Pairs whose tags differed: taken over here, put there; and pairs nobody here knew. */
  tagsHere?: number
  tagsThere?: number
  tagsUnknown?: number
}

/** A member whose customers could not be looked at, by WeCom's code for why. */
export interface SkippedMember {
  userid: string
  name: string
  code: string
}

/** The member a round is at. */
export interface MemberPlace {
  userid: string
  /** Of the next page of their customers; empty = the first. */
  cursor: string
  /** When WeCom was first asked about them. */
  listedAt: Date
  /** A cursor that was refused has them looked at from the beginning, once. */
  again?: boolean
}

/** A round under way. */
export interface SyncRound {
  /** When it began. */
  at: Date
  /** When the last one that came to its end began; absent on the first. */
  after?: Date
  isAsked: boolean
  /** Counts every write: who goes on with it is decided by that. */
  step: number
  stage: 'directory' | 'friends'
  /** How many members there are, once known, and how many of them are done. */
  members?: number
  done: number
  /** The last member who is done, lower case: they are gone through in order. */
  last: string
  present?: MemberPlace
  counts: SyncCounts
  skipped: SkippedMember[]
  /** WeCom has to be left alone until then, and why. */
  waitUntil?: Date
  waitCode?: string
}

export interface SyncReport extends Pick<SyncRound, 'at' | 'isAsked' | 'counts' | 'skipped'> {
  endedAt: Date
  /** The first round of this corp. */
  isFirst: boolean
}

interface ContactSync {
  /** The corp. */
  _id: string
  /** When the last round began; before the first, when it was first asked for. */
  lastAt: Date
  /** When the last round began that came to its end. */
  doneAt?: Date
  running?: SyncRound
  /** The newest first. */
  reports: SyncReport[]
}

const reportsKept = 14

const skipped = listOf(partOf<SkippedMember>({ userid: text, name: text, code: text }))
const schema = collectionOf<ContactSync>('contactSyncs', {
  _id: text,
  lastAt: date,
  doneAt: Date,
  running: partOf<SyncRound>({
    at: date,
    after: Date,
    isAsked: flag,
    step: number,
    stage: oneOf('directory', 'friends'),
    members: Number,
    done: number,
    last: text,
    present: optionalMixed,
    counts: mixed,
    skipped,
    waitUntil: Date,
    waitCode: String,
  }),
  reports: listOf(
    partOf<SyncReport>({
      at: date,
      endedAt: date,
      isAsked: flag,
      isFirst: flag,
      counts: mixed,
      skipped,
    }),
  ),
})

export type ContactSyncStore = ReturnType<typeof createContactSyncStore>

/** How far the synchronisation with a corp is, and what the last ones came to. */
export function createContactSyncStore(connection: Connection) {
  const syncs = hotPathOf(connection, schema)

  return {
    async find(corp: string): Promise<ContactSync | null> {
      return syncs.findOne({ _id: corp })
    },
    /** Notes when it was first asked for. */
    async known(corp: string, now: Date): Promise<ContactSync> {
      const first: ContactSync = { _id: corp, lastAt: now, reports: [] }
      const found = await syncs.findOne({ _id: corp })
      if (found !== null) return found
      await unlessPresent(syncs.insertOne(first))
      return (await syncs.findOne({ _id: corp })) ?? first
    },
    /** False when one is under way already. */
    async begin(
      corp: string,
      { at, after, isAsked }: Pick<SyncRound, 'at' | 'after' | 'isAsked'>,
    ): Promise<boolean> {
      const running: SyncRound = {
        at,
        ...(after && { after }),
        isAsked,
        step: 0,
        stage: 'directory',
        done: 0,
        last: '',
        counts: {},
        skipped: [],
      }
      const begun = await syncs.updateOne({ _id: corp, running: { $exists: false } }, { $set: { running } })
      return begun.modifiedCount === 1
    },
    /** Notes how far it is, once: false when another process had gone on with it. */
    async goneOn(corp: string, before: SyncRound, running: SyncRound): Promise<boolean> {
      const noted = await syncs.updateOne(
        { _id: corp, 'running.at': before.at, 'running.step': before.step },
        { $set: { running } },
      )
      return noted.modifiedCount === 1
    },
    async end(
      corp: string,
      { at, isAsked, counts, skipped: left, after, step }: SyncRound,
      endedAt: Date,
    ): Promise<void> {
      const report: SyncReport = {
        at,
        endedAt,
        isAsked,
        isFirst: after === undefined,
        counts,
        skipped: left,
      }
      await syncs.updateOne(
        { _id: corp, 'running.at': at, 'running.step': step },
        {
          $set: { lastAt: at, doneAt: at },
          $unset: { running: '' },
          $push: { reports: { $each: [report], $sort: { at: -1 }, $slice: reportsKept } },
        },
      )
    },
  }
}
