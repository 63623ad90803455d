import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, number, text } from './collection.ts'

const shape = {
  /** Blind index of the phone: nobody reads from it whose it is. */
  _id: text,
  /** Of the code, keyed: six digits are soon tried out by whoever has the store. */
  digest: text,
  /** Whom the phone belongs to; absent = nobody, and no code was sent. */
  userid: String,
  /** How often a code was entered. */
  tries: number,
  /** Real time. */
  expiresAt: date,
  purgeAt: date,
}

export type StaffLoginCode = Omit<InferRawDocType<typeof shape>, 'userid'> & { userid?: string }

const schema = collectionOf<StaffLoginCode>('staffLoginCodes', shape)
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type StaffLoginCodeStore = ReturnType<typeof createStaffLoginCodeStore>

/** Codes sent to salespeople by SMS, one a phone: a new one replaces the one before. */
export function createStaffLoginCodeStore(connection: Connection) {
  const codes = modelOf(connection, schema)

  return {
    async put({ _id, userid, ...code }: StaffLoginCode): Promise<void> {
      const change =
        userid === undefined ? { $set: code, $unset: { userid: '' } } : { $set: { ...code, userid } }
      await codes.updateOne({ _id }, change, { upsert: true })
    },
    /** Counts a try before it is looked at; null when there is no code any more, or it was tried too often. */
    tried(_id: string, { now, mostTries }: { now: Date; mostTries: number }): Promise<StaffLoginCode | null> {
      return codes
        .findOneAndUpdate({ _id, expiresAt: { $gt: now }, tries: { $lt: mostTries } }, { $inc: { tries: 1 } })
        .lean<StaffLoginCode>()
        .exec()
    },
    /** Uses the code up; false when somebody else has, or another one was sent since. */
    async take({ _id, digest }: Pick<StaffLoginCode, '_id' | 'digest'>): Promise<boolean> {
      return (await codes.deleteOne({ _id, digest })).deletedCount > 0
    },
  }
}
