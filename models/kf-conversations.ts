import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  flag,
  hotPathOf,
  listOf,
  number,
  oneOf,
  optionalListOf,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** One message Kelu sent, or is sending. */
export interface KfSend {
  /** Of the attempt. */
  ref: string
  /** Our id of it at the platform. */
  msgid: string
  at: Date
}

/** One message of the customer, by the platform's id, and what it was when it was first heard: a repetition finds it here. */
export interface KfHeard {
  id: string
  /** The attempt of ours it answers. */
  answers?: string
  /** It began a conversation that nobody of ours had begun. */
  begins: boolean
}

/** What is known of one customer's conversation with one 微信客服 account: no words of it. */
export interface KfConversation {
  /** `<corp>:<external_userid>:<open_kfid>` */
  _id: string
  rev: number
  /** Of the customer's last message, by the platform's clock in whole seconds; absent before the first. */
  lastMessageAt?: Date
  /** The newest, oldest first. */
  heard?: KfHeard[]
  /** taken = a member answers, ended = until the customer writes again */
  state: 'open' | 'taken' | 'ended'
  stateAt: Date
  /** The newest, oldest first. */
  sends: KfSend[]
  /** In real time. */
  expiresAt: Date
}

const retentionMs = 30 * 86_400_000

const schema = collectionOf<KfConversation>('kfConversations', {
  _id: text,
  rev: number,
  lastMessageAt: Date,
  heard: optionalListOf(partOf<KfHeard>({ id: text, answers: String, begins: flag })),
  state: oneOf('open', 'taken', 'ended'),
  stateAt: date,
  sends: listOf(partOf<KfSend>({ ref: text, msgid: text, at: date })),
  expiresAt: date,
})
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type KfConversationStore = ReturnType<typeof createKfConversationStore>

export function createKfConversationStore(connection: Connection) {
  const conversations = hotPathOf(connection, schema)

  return {
    find: (_id: string): Promise<KfConversation | null> => conversations.findOne({ _id }),

    /** Writes what `next` makes of it, whoever else writes at the same time; null leaves it as it is, and comes back. */
    async change<T extends Partial<KfConversation>>(
      _id: string,
      next: (known: KfConversation | null) => T | null,
    ): Promise<T | null> {
      for (;;) {
        const known = await conversations.findOne({ _id })
        const changes = next(known)
        if (changes === null) return null
        const written = { ...changes, expiresAt: new Date(Date.now() + retentionMs) }
        if (known) {
          const { modifiedCount } = await conversations.updateOne(
            { _id, rev: known.rev },
            { $set: { ...written, rev: known.rev + 1 } },
          )
          if (modifiedCount === 1) return changes
          continue
        }
        const first = { state: 'open' as const, stateAt: new Date(0), sends: [], ...written, _id, rev: 1 }
        if (await unlessPresent(conversations.insertOne(first))) return changes
      }
    },
  }
}
