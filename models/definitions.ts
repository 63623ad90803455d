import type { Connection, InferRawDocType } from 'mongoose'
import {
  collectionOf,
  date,
  flag,
  listOf,
  mixed,
  modelOf,
  number,
  oneOf,
  optionalListOf,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const versionShape = {
  /** `<kind>:<id>@<number>`. */
  _id: text,
  /** `<kind>:<id>`. */
  key: text,
  number,
  /** SHA-256 of the definition, to tell a change from a repeat. */
  hash: text,
  /** The checked definition, as JSON. */
  definition: text,
  /** As its author wrote it; absent for versions of releases that did not keep it. */
  text: String,
  /** Where it was written. */
  origin: oneOf('file', 'page'),
  by: text,
  madeAt: date,
}

/** One immutable version of a definition. It does nothing until a publication names it. */
export type DefinitionVersion = InferRawDocType<typeof versionShape>

const versionSchema = collectionOf<DefinitionVersion>('versions', versionShape)
versionSchema.index({ key: 1, number: -1 })

export const headStates = ['live', 'paused', 'resuming', 'stopped', 'ended', 'retired'] as const

/**
 * `paused`: nobody enters, and people on it stand still. `resuming`: the same, until their waits are re-dated. `stopped`:
 * nobody enters, people on it go on. `ended`: nobody enters, and people on it leave. Definitions that are no journeys are
 * `live` or `retired`.
 */
export type HeadState = (typeof headStates)[number]

/** A version that only some get: a share of all people, or those of a segment. */
export interface Pilot {
  number: number
  /** Percent. */
  share?: number
  segment?: string
  /** When it began (business time). */
  since: Date
}

/** Asked for by a publication: who meets the entry already enters, unless they ever did. */
export interface PresentEntry {
  publication: number
  /** Into the pilot; else into the version in use. */
  pilot: boolean
}

/** Of a live segment whose rule was changed: who is in it goes by the rule of before until everybody is looked at. */
export interface Unsettled {
  /** The version with that rule. */
  from: number
  /** The publication that changed it. */
  publication: number
  /** Whether moves that only the change brings start and end journeys. */
  tell: boolean
}

/** A definition as a publication leaves it. */
export interface Head {
  /** `<kind>:<id>`. */
  key: string
  /** The version in use, or used last. */
  number: number
  state: HeadState
  /** When it was published for the first time (business time). */
  since: Date
  /** While it is paused or resuming. */
  pausedAt?: Date
  /** While it is resuming. */
  resumedAt?: Date
  /** Of a journey. While it has the number in use, nobody else enters: a first release. */
  pilot?: Pilot
  /** Its pilot became the version in use then: what time began before does not begin for everybody. */
  promotedAt?: Date
  present?: PresentEntry
  unsettled?: Unsettled
}

/** Where people of another version of a journey go on: from the step they stand at to one of the version now in use. */
export interface StepMap {
  /** The version they are on. */
  from: number
  /** The version they go on in, where it is not the one now in use: a pilot that begins takes some of those inside along. */
  to?: number
  /** `end` = they leave. Whoever stands at a step that is not named stays on that version, to its end. */
  steps: Readonly<Record<string, string>>
}

/** What a publication did to one definition. */
export interface PublishedChange {
  key: string
  /** The version before; absent for a new definition. */
  from?: number
  /** The version now; absent when it was retired. */
  to?: number
  /** Its state now, where that changed. */
  state?: HeadState
  /** Who is moved to the version now in use. */
  moves?: readonly StepMap[]
  /** What was done about its pilot. */
  pilot?: PilotDeed
}

export type PilotDeed = 'begin' | 'widen' | 'promote' | 'withdraw'

/** One state of everything that is published. Its insert alone decides: two publishers race for the number. */
export interface Publication {
  _id: number
  at: Date
  by: string
  changes: PublishedChange[]
  /** All definitions there ever were. */
  heads: Head[]
  /** While no marketing is sent at all, whatever sends it. */
  marketingHeldSince?: Date
}

const publicationSchema = collectionOf<Publication>('publications', {
  _id: number,
  at: date,
  by: text,
  changes: listOf(
    partOf<PublishedChange>({
      key: text,
      from: Number,
      to: Number,
      state: String,
      moves: optionalListOf(partOf<StepMap>({ from: number, to: Number, steps: mixed })),
      pilot: String,
    }),
  ),
  heads: listOf(
    partOf<Head>({
      key: text,
      number,
      state: oneOf(...headStates),
      since: date,
      pausedAt: Date,
      resumedAt: Date,
      pilot: partOf<Pilot>({ number, share: Number, segment: String, since: date }),
      promotedAt: Date,
      present: partOf<PresentEntry>({ publication: number, pilot: flag }),
      unsettled: partOf<Unsettled>({ from: number, publication: number, tell: flag }),
    }),
  ),
  marketingHeldSince: Date,
})
publicationSchema.index({ 'changes.moves.from': 1 })

export type DefinitionStore = ReturnType<typeof createDefinitionStore>

/** Versions of definitions, and what of them is published. */
export function createDefinitionStore(connection: Connection) {
  const versions = modelOf(connection, versionSchema)
  const publications = modelOf(connection, publicationSchema)

  return {
    /** False when another author took this number. */
    insertVersion(version: DefinitionVersion): Promise<boolean> {
      return unlessPresent(versions.insertOne(version))
    },
    async versions(ids: string[]): Promise<DefinitionVersion[]> {
      if (ids.length === 0) return []
      return versions.find({ _id: { $in: ids } }).lean<DefinitionVersion[]>()
    },
    async newestVersion(key: string): Promise<DefinitionVersion | null> {
      return versions.findOne({ key }).sort({ number: -1 }).lean<DefinitionVersion>()
    },
    /** Whether a version up to this number says the same. */
    async hasVersionLike(key: string, hash: string, upTo: number): Promise<boolean> {
      return (await versions.exists({ key, hash, number: { $lte: upTo } })) !== null
    },
    /** Numbers of all versions of these definitions, published or not. */
    async numbersOf(keys: string[]): Promise<{ key: string; number: number }[]> {
      return versions.find({ key: { $in: keys } }, { _id: 0, key: 1, number: 1 }).lean()
    },

    /** What every version of every message says, published or not, as JSON. */
    async *messages(): AsyncGenerator<string> {
      const all = versions.find({ key: { $gte: 'message:', $lt: 'message;' } }, { _id: 0, definition: 1 })
      for await (const { definition } of all.lean<Pick<DefinitionVersion, 'definition'>[]>().cursor()) {
        yield definition
      }
    },
    /** All versions of a definition, published or not, newest first. */
    async versionsOf(key: string): Promise<DefinitionVersion[]> {
      return versions.find({ key }).sort({ number: -1 }).lean<DefinitionVersion[]>()
    },
    /** What publications did to a definition, newest first. */
    async changesOf(
      key: string,
    ): Promise<(PublishedChange & { publication: number; at: Date; by: string })[]> {
      const about = await publications
        .find({ 'changes.key': key }, { heads: 0 })
        .sort({ _id: -1 })
        .lean<Omit<Publication, 'heads'>[]>()
      return about.flatMap(({ _id, at, by, changes }) =>
        changes
          .filter((change) => change.key === key)
          .map((change) => ({ ...change, publication: _id, at, by })),
      )
    },

    /** Number of the last publication; 0 before the first. */
    async lastNumber(): Promise<number> {
      const last = await publications.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean<{ _id: number }>()
      return last?._id ?? 0
    },
    async publication(number: number): Promise<Publication | null> {
      return publications.findOne({ _id: number }).lean<Publication>()
    },
    /** The last publication that did something to this definition, without its heads; null when none ever did. */
    async lastChangeOf(key: string): Promise<Omit<Publication, 'heads'> | null> {
      return publications
        .findOne({ 'changes.key': key }, { heads: 0 })
        .sort({ _id: -1 })
        .lean<Omit<Publication, 'heads'>>()
    },
    /** Publications after `after` and up to `upTo` that move people, the earliest first, without their heads. */
    async moving(after: number, upTo: number): Promise<Omit<Publication, 'heads'>[]> {
      return publications
        .find({ _id: { $gt: after, $lte: upTo }, 'changes.moves.from': { $gt: 0 } }, { heads: 0 })
        .sort({ _id: 1 })
        .lean<Omit<Publication, 'heads'>[]>()
    },
    /** False when another publisher took this number: then nothing of this one is true. */
    publish(publication: Publication): Promise<boolean> {
      return unlessPresent(publications.insertOne(publication))
    },
  }
}
