import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, number, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const shape = {
  /** `name:…` or `address:…`, hashed: what was typed as a name may be a password. */
  _id: text,
  failures: number,
  /** Real time: until then even the right password is refused. */
  lockedUntil: date,
  purgeAt: date,
}

export type LoginAttempts = InferRawDocType<typeof shape>

const schema = collectionOf<LoginAttempts>('loginAttempts', shape)
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type LoginAttemptStore = ReturnType<typeof createLoginAttemptStore>

export function createLoginAttemptStore(connection: Connection) {
  const attempts = modelOf(connection, schema)

  return {
    find: (id: string): Promise<LoginAttempts | null> =>
      attempts.findOne({ _id: id }).lean<LoginAttempts>().exec(),
    /** Replaces what was found before by `next`; false when somebody else has counted since. */
    async count(before: LoginAttempts | null, next: LoginAttempts): Promise<boolean> {
      if (before === null) return unlessPresent(attempts.insertOne(next))
      const { _id, ...fields } = next
      const same = { _id, failures: before.failures, lockedUntil: before.lockedUntil }
      return (await attempts.updateOne(same, { $set: fields })).matchedCount > 0
    },
    async forget(id: string): Promise<void> {
      await attempts.deleteOne({ _id: id })
    },
  }
}
