import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  listOf,
  modelOf,
  number,
  oneOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { type Sealed, sealed } from './sealed.ts'

/** A secret of Standard Webhooks, `whsec_…`; several live at once while they are changed. */
export interface WebhookSecret {
  /** To name it by: nothing of the secret. */
  id: string
  value: Sealed
  createdAt: Date
}

/** `out`: a receiver Kelu calls; `in`: a sender that calls Kelu at `/hooks/in/<_id>`. */
export type WebhookDirection = 'out' | 'in'

/** Why it is paused: by hand, it failed for days, it said it is gone for good. */
export type PauseReason = 'hand' | 'failing' | 'gone'

/** An outside system Kelu and it tell each other things. */
export interface Webhook {
  /** A short name of its own (`crm`): flows and addresses name it by this. */
  _id: string
  direction: WebhookDirection
  /** Counts up by one with each change people make: the compare-and-set guard. */
  rev: number
  name: string
  /** Of a receiver alone. */
  url?: string
  /** Kinds of events a receiver is told. */
  events: string[]
  /** The newest first. */
  secrets: WebhookSecret[]
  state: 'active' | 'paused'
  paused?: { because: PauseReason; at: Date }
  /** Since when nothing was delivered though it was tried. */
  failingSince?: Date
  createdAt: Date
  by: string
  at: Date
}

const schema = collectionOf<Webhook>('webhooks', {
  _id: text,
  direction: oneOf('out', 'in'),
  rev: number,
  name: text,
  url: String,
  events: listOf(String),
  secrets: listOf(
    partOf<WebhookSecret>({ id: text, value: { type: sealed, required: true }, createdAt: date }),
  ),
  state: oneOf('active', 'paused'),
  paused: optionalMixed,
  failingSince: Date,
  createdAt: date,
  by: text,
  at: date,
})

/** More of them than any company has: so many are read at once. */
export const mostWebhooks = 100

export type WebhookStore = ReturnType<typeof createWebhookStore>

export function createWebhookStore(connection: Connection) {
  const webhooks = modelOf(connection, schema)

  return {
    find: (id: string): Promise<Webhook | null> => webhooks.findOne({ _id: id }).lean<Webhook>().exec(),
    all: (): Promise<Webhook[]> =>
      webhooks.find({}).sort({ _id: 1 }).limit(mostWebhooks).lean<Webhook[]>().exec(),
    /** False when one of that id is there. */
    create: (webhook: Webhook): Promise<boolean> =>
      unlessPresent(webhooks.collection.insertOne(webhook as never)),
    /** False when somebody else changed it meanwhile: the one before has `rev - 1`. What deliveries keep with it stays. */
    async save({ _id, rev, name, url, events, secrets, by, at }: Webhook): Promise<boolean> {
      const changed = { rev, name, ...(url !== undefined && { url }), events, secrets, by, at }
      return (await webhooks.updateOne({ _id, rev: rev - 1 }, { $set: changed })).matchedCount > 0
    },
    async remove(id: string, rev: number): Promise<boolean> {
      return (await webhooks.deleteOne({ _id: id, rev })).deletedCount > 0
    },
    /** Once for all who ask: false when it is paused already. */
    async pause(id: string, because: PauseReason, at: Date): Promise<boolean> {
      const paused = { state: 'paused' as const, paused: { because, at } }
      return (await webhooks.updateOne({ _id: id, state: 'active' }, { $set: paused })).matchedCount > 0
    },
    async resume(id: string): Promise<boolean> {
      const resumed = { $set: { state: 'active' as const }, $unset: { paused: 1, failingSince: 1 } }
      return (await webhooks.updateOne({ _id: id, state: 'paused' }, resumed)).matchedCount > 0
    },
    /** Notes since when it fails, unless that is known. */
    async failed(id: string, at: Date): Promise<void> {
      await webhooks.updateOne({ _id: id, failingSince: null as never }, { $set: { failingSince: at } })
    },
    async succeeded(id: string): Promise<void> {
      await webhooks.updateOne(
        { _id: id, failingSince: { $ne: null as never } },
        { $unset: { failingSince: 1 } },
      )
    },
  }
}
