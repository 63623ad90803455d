import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** A member the platform does not let a code lead to. */
export interface RefusedMember {
  userid: string
  why: string
  /** The platform's own code. */
  code: string
  /** When it said so last (business time). */
  at: Date
}

/** What last went wrong with the whole of a code. */
export interface WayFault {
  code: string
  at: Date
  /** Nobody asks again before, unless something else is wanted by then. */
  again: Date
  wanted: string
}

/** A code 「联系我」 that Kelu made, or is making, in WeCom. */
export interface ContactWay {
  /** `<corp>:<state>` */
  _id: string
  /** Absent until it is made. */
  configId?: string
  /** Where the platform has the picture. */
  qrCode?: string
  /** The picture itself. */
  picture?: Buffer
  madeAt?: Date
  /** When it was taken out of WeCom because nobody wants it any more; absent while it is there. */
  stoppedAt?: Date
  /** Somebody began to make it then (business time) and knows no answer: one may be there already. */
  makingSince?: Date
  /** What the platform was told last: whom it leads to, and the rest. */
  users: string[]
  told?: string
  refused: RefusedMember[]
  fault?: WayFault
  /** Nobody else works on it until then (real time). */
  leaseUntil?: Date
  holder?: string
  /** Grows with each lease: who lost theirs writes no more. */
  rev: number
}

const schema = collectionOf<ContactWay>('contactWays', {
  _id: text,
  configId: String,
  qrCode: String,
  picture: Buffer,
  madeAt: Date,
  stoppedAt: Date,
  makingSince: Date,
  users: listOf(String),
  told: String,
  refused: listOf(partOf<RefusedMember>({ userid: text, why: text, code: text, at: date })),
  fault: partOf<WayFault>({ code: text, at: date, again: date, wanted: text }),
  leaseUntil: Date,
  holder: String,
  rev: number,
})

export type ContactWayStore = ReturnType<typeof createContactWayStore>

/** Codes in WeCom; one process at a time works on one. */
export function createContactWayStore(connection: Connection) {
  const ways = modelOf(connection, schema)

  return {
    find: (id: string): Promise<ContactWay | null> => ways.findOne({ _id: id }).lean<ContactWay>().exec(),
    /** Without their pictures. */
    async findMany(ids: readonly string[]): Promise<ContactWay[]> {
      if (ids.length === 0) return []
      return ways.find({ _id: { $in: [...ids] } }, { picture: 0 }).lean<ContactWay[]>()
    },
    /** The code, for one process until `until` (real time); null while another one has it. */
    async claim(
      id: string,
      holder: string,
      { now, until }: { now: Date; until: Date },
    ): Promise<ContactWay | null> {
      await unlessPresent(ways.create({ _id: id, users: [], refused: [], rev: 0 }))
      const free = { $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] }
      const change = { $set: { leaseUntil: until, holder }, $inc: { rev: 1 } }
      return ways
        .findOneAndUpdate({ _id: id, ...free }, change, { returnDocument: 'after' })
        .lean<ContactWay>()
    },
    /** What is known now; false when somebody else has it by now, and nothing was written. */
    async note(
      { _id, rev }: Pick<ContactWay, '_id' | 'rev'>,
      known: Partial<Omit<ContactWay, '_id' | 'rev' | 'leaseUntil' | 'holder'>>,
      gone: readonly (keyof ContactWay)[] = [],
    ): Promise<boolean> {
      const unset = Object.fromEntries(gone.map((field) => [field, 1 as const]))
      const update = {
        ...(Object.keys(known).length > 0 && { $set: known }),
        ...(gone.length > 0 && { $unset: unset }),
      }
      return (await ways.updateOne({ _id, rev }, update)).matchedCount > 0
    },
    async release({ _id, rev }: Pick<ContactWay, '_id' | 'rev'>): Promise<void> {
      await ways.updateOne({ _id, rev }, { $unset: { leaseUntil: 1, holder: 1 } })
    },
    /** The picture stays what it is for as long as the code is there. */
    async keepPicture(id: string, configId: string, picture: Buffer): Promise<void> {
      await ways.updateOne({ _id: id, configId }, { $set: { picture } })
    },
    async pictureOf(id: string): Promise<Buffer | null> {
      const found = await ways.collection.findOne<{ picture?: Buffer }>({ _id: id } as never, {
        projection: { picture: 1 },
        promoteBuffers: true,
      })
      return found?.picture ?? null
    },
  }
}
