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
})

export type DoctorFindingStore = ReturnType<typeof createDoctorFindingStore>

/** What the doctor found last, one document a check. */
export function createDoctorFindingStore(connection: Connection) {
  const findings = modelOf(connection, schema)

  return {
    all: (): Promise<DoctorFinding[]> => findings.find().lean<DoctorFinding[]>().exec(),

    async save(finding: DoctorFinding): Promise<void> {
      await findings.replaceOne({ _id: finding._id }, finding, { upsert: true })
    },

    /** Takes away what checks found that there are no more. */
    async keepOnly(ids: string[]): Promise<void> {
      await findings.deleteMany({ _id: { $nin: ids } })
    },
  }
}
