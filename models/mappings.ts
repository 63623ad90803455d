import type { Connection } from 'mongoose'
import { collectionOf, mixed, modelOf, number, text } from './collection.ts'
import type { StepMap } from './definitions.ts'
import { unlessPresent } from './duplicates.ts'

/** How far people were moved from one version of a journey to another. What decides it is the publication. */
export interface Mapping extends Omit<StepMap, 'to'> {
  /** `<journeyId>@<from>-<to>`. */
  _id: string
  journeyId: string
  to: number
  /** Only who began before this is moved: a pilot's way in, while others go on to enter the version it leaves (business time). */
  begunBefore?: Date
  /** The last one that decided it. */
  publication: number
  moved: number
  /** Since when nobody was left to move and every process acted on the publication (business time). */
  quietSince?: Date
  /** Nobody can come any more. */
  doneAt?: Date
}

const schema = collectionOf<Mapping>('mappings', {
  _id: text,
  journeyId: text,
  from: number,
  to: number,
  begunBefore: Date,
  publication: number,
  steps: mixed,
  moved: number,
  quietSince: Date,
  doneAt: Date,
})
schema.index({ publication: -1 })
schema.index({ doneAt: 1 })

type Known = Pick<Mapping, '_id' | 'publication'>

export type MappingStore = ReturnType<typeof createMappingStore>

/** What publications decided about moving people, as work that is taken up until it is done. */
export function createMappingStore(connection: Connection) {
  const mappings = modelOf(connection, schema)
  const same = ({ _id, publication }: Known) => ({ _id, publication })

  return {
    /** The last publication of which something is noted; 0 = none. */
    async lastNoted(): Promise<number> {
      const last = await mappings.findOne().sort({ publication: -1 }).lean<Mapping>()
      return last?.publication ?? 0
    },
    /** Notes what a publication decided, unless it or a later one is noted. */
    async note({ _id, publication, ...decided }: Omit<Mapping, 'moved' | 'quietSince' | 'doneAt'>) {
      await unlessPresent(
        mappings.updateOne(
          { _id, publication: { $lt: publication } },
          {
            $set: { ...decided, publication, moved: 0 },
            $unset: {
              quietSince: 1,
              doneAt: 1,
              ...(decided.begunBefore === undefined && { begunBefore: 1 }),
            },
          },
          { upsert: true },
        ),
      )
    },
    /** Those not done yet. */
    async open(): Promise<Mapping[]> {
      return mappings
        .find({ doneAt: null as never })
        .sort({ publication: 1 })
        .lean<Mapping[]>()
    },
    /** Of one journey, the latest first. */
    async ofJourney(journeyId: string): Promise<Mapping[]> {
      return mappings.find({ journeyId }).sort({ publication: -1 }).lean<Mapping[]>()
    },
    async addMoved(mapping: Known, more: number): Promise<void> {
      await mappings.updateOne(same(mapping), { $inc: { moved: more } })
    },
    /** Null: somebody came since. */
    async noteQuiet(mapping: Known, since: Date | null): Promise<void> {
      const change = since === null ? { $unset: { quietSince: 1 } } : { $set: { quietSince: since } }
      await mappings.updateOne(same(mapping), change)
    },
    async finish(mapping: Known, at: Date): Promise<void> {
      await mappings.updateOne(same(mapping), { $set: { doneAt: at } })
    },
  }
}
