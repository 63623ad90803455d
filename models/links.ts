import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const shape = {
  /** The code, at most six characters of base62. */
  _id: text,
  touchId: text,
  customerId: text,
  /** Name of the link variable in the message. */
  name: text,
  /** Absolute http(s) address, or `miniprogram:/pages/…`. Only what is stored here is ever redirected to. */
  target: text,
  createdAt: date,
  /** Of a group-send, whose one link is everybody's; then there is no touch, and the customer is the first of them. */
  groupSend: String,
}

/** A tracked short link. */
export type TrackedLink = Omit<InferRawDocType<typeof shape>, 'groupSend'> & { groupSend?: string }

const schema = collectionOf<TrackedLink>('links', shape)
schema.index({ touchId: 1 })

export type Links = ReturnType<typeof createLinkStore>

export function createLinkStore(connection: Connection) {
  const links = modelOf(connection, schema)

  async function find(code: string): Promise<TrackedLink | null> {
    return links.findOne({ _id: code }).lean<TrackedLink>()
  }

  return {
    find,
    /** Stores the link. False when the code belongs to another one: take a new code. A repeat of the same is true. */
    async insert(link: TrackedLink): Promise<boolean> {
      if (await unlessPresent(links.insertOne(link))) return true
      const holder = await find(link._id)
      const { touchId, name, target, groupSend } = link
      return (
        holder?.touchId === touchId &&
        holder.groupSend === groupSend &&
        holder.name === name &&
        holder.target === target
      )
    },
  }
}
