import type { Connection } from 'mongoose'
import { collectionOf, date, modelOf, number, oneOf, text } from './collection.ts'

/** What a check of the doctor found last. Real time throughout: it is about machines. */
export interface DoctorFinding {
  /** Id of the check. */
  _id: string
  title: string
  kind: 'ok' | 'bad' | 'skipped'
  /** zh-CN. */
  says: string
  todo?: string
  /** Since when it has been of this kind. */
  since: Date
  /** When it was looked at. */
  at: Date
  /** How long the look took, ms. */
  ms: number
  /** Looks in a row that found this kind. */
  looks: number
  /** When an operator was told last that it is bad; absent while nobody was, and again once they were told that it is over. */
  toldAt?: Date
  /** Until then one process is telling. */
  tellingUntil?: Date
}

const schema = collectionOf<DoctorFinding>('doctorFindings', {
  _id: text,
  title: text,
  kind: oneOf('ok', 'bad', 'skipped'),
  says: text,
  todo: String,
  since: date,
  at: date,
  ms: number,
  looks: { type: Number, default: 1 },
  toldAt: Date,
  tellingUntil: Date,
})

export type DoctorFindingStore = ReturnType<typeof createDoctorFindingStore>

/** What the doctor found last, one document a check. */
export function createDoctorFindingStore(connection: Connection) {
  const findings = modelOf(connection, schema)

  return {
    all: (): Promise<DoctorFinding[]> => findings.find().lean<DoctorFinding[]>().exec(),

    /** What a look found. Since when it is of this kind, in how many looks, and who was told stays noted. */
    async save(found: Pick<DoctorFinding, '_id' | 'title' | 'kind' | 'says' | 'todo' | 'at' | 'ms'>) {
      const { _id, todo, ...fields } = found
      const written = { $set: { ...fields, ...(todo && { todo }) }, ...(todo ? {} : { $unset: { todo: 1 } }) }
      const again = await findings.updateOne({ _id, kind: found.kind }, { ...written, $inc: { looks: 1 } })
      if (again.matchedCount > 0) return
      await findings.updateOne(
        { _id },
        { ...written, $set: { ...written.$set, since: found.at, looks: 1 } },
        { upsert: true },
      )
    },

    /** Takes the telling of one finding as it was read; false when another process has it. */
    async claimTelling({ _id, kind, toldAt }: DoctorFinding, now: Date, until: Date): Promise<boolean> {
      const claimed = await findings.updateOne(
        {
          ...{ _id, kind, toldAt: toldAt ?? { $exists: false } },
          $or: [{ tellingUntil: { $exists: false } }, { tellingUntil: { $lte: now } }],
        },
        { $set: { tellingUntil: until } },
      )
      return claimed.modifiedCount > 0
    },

    /** Ends the telling: `told` = when they heard that it is bad, `over` = that it is well, `again` = nobody heard: not before then. */
    async endTelling(id: string, became: { told: Date } | 'over' | { again: Date }): Promise<void> {
      const note =
        became === 'over'
          ? { $unset: { tellingUntil: 1, toldAt: 1 } }
          : 'told' in became
            ? { $set: { toldAt: became.told }, $unset: { tellingUntil: 1 } }
            : { $set: { tellingUntil: became.again } }
      await findings.updateOne({ _id: id }, note)
    },

    /** Takes away what checks found that there are no more. */
    async keepOnly(ids: string[]): Promise<void> {
      await findings.deleteMany({ _id: { $nin: ids } })
    },
  }
}
