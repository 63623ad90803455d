import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, flag, listOf, modelOf, number, oneOf, partOf, text } from './collection.ts'

interface StoredFinding {
  level: 'fault' | 'warning'
  place: string
  reason: string
  todo: string
}

const shape = {
  /** `<kind>:<id>@<number>:<ulid>`; of a text nobody has published, the number it would get. */
  _id: text,
  /** `<kind>:<id>`. */
  key: text,
  number,
  /** Of the definition that was tested, by which a published text is known to be the tested one. */
  hash: text,
  passed: flag,
  findings: listOf(
    partOf<StoredFinding>({ level: oneOf('fault', 'warning'), place: text, reason: text, todo: text }),
  ),
  by: text,
  /** Business time. */
  at: date,
}

/** How a version of a definition stood its test. */
export type TestResult = Omit<InferRawDocType<typeof shape>, 'findings'> & { findings: StoredFinding[] }

const schema = collectionOf<TestResult>('testResults', shape)
schema.index({ key: 1, hash: 1, at: -1 })

export function createTestResultStore(connection: Connection) {
  const results = modelOf(connection, schema)

  return {
    async insert(result: TestResult): Promise<void> {
      await results.insertOne(result)
    },
    /** The last test of this very text; null when it never was tested. */
    async latest(key: string, hash: string): Promise<TestResult | null> {
      return results.findOne({ key, hash }).sort({ at: -1 }).lean<TestResult>()
    },
  }
}

export type TestResultStore = ReturnType<typeof createTestResultStore>
