import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { type Sealed, sealed } from './sealed.ts'

const shape = {
  /** `<integration>:<digest of the Idempotency-Key>` */
  _id: text,
  /** Digest of what was asked. */
  request: text,
  /** Names the work, also for who takes it over. */
  once: text,
  state: oneOf('begun', 'answered'),
  /** Token of who works on it, and until when nobody else may. Real time. */
  by: text,
  leaseUntil: date,
  /** Sealed: an answer may hold people's data. */
  answer: sealed,
  /** Read by the store's TTL monitor. */
  purgeAt: date,
}

/** What a call under an Idempotency-Key was answered, for whoever asks again. */
export type KeptAnswer = Omit<InferRawDocType<typeof shape>, 'answer'> & { answer?: Sealed }

const schema = collectionOf<KeptAnswer>('keptAnswers', shape)
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type KeptAnswerStore = ReturnType<typeof createKeptAnswerStore>

export function createKeptAnswerStore(connection: Connection) {
  const answers = modelOf(connection, schema)

  return {
    find: (id: string): Promise<KeptAnswer | null> => answers.findOne({ _id: id }).lean<KeptAnswer>().exec(),
    /** False when somebody has begun it. */
    begin: (answer: Omit<KeptAnswer, 'state'>): Promise<boolean> =>
      unlessPresent(answers.collection.insertOne({ ...answer, state: 'begun' } as never)),
    /** Of one whose lease is over: it is ours now, or somebody was faster. */
    async takeOver(id: string, now: Date, lease: { by: string; until: Date }): Promise<boolean> {
      const taken = await answers.updateOne(
        { _id: id, state: 'begun', leaseUntil: { $lte: now } },
        { $set: { by: lease.by, leaseUntil: lease.until } },
      )
      return taken.modifiedCount > 0
    },
    async answer(id: string, by: string, answer: Sealed): Promise<void> {
      await answers.updateOne({ _id: id, by, state: 'begun' }, { $set: { state: 'answered', answer } })
    },
    /** Nothing came of it: the next one may take it over. */
    async release(id: string, by: string, at: Date): Promise<void> {
      await answers.updateOne({ _id: id, by, state: 'begun' }, { $set: { leaseUntil: at } })
    },
    /** One that is over before the store took it away. */
    async forgetPast(id: string, now: Date): Promise<void> {
      await answers.deleteOne({ _id: id, purgeAt: { $lte: now } })
    },
  }
}
