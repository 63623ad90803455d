import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, partOf, text } from './collection.ts'
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
  /** AppID of the brand's own mini-program, whose page the target is; absent = of the configured one. */
  appid: String,
  createdAt: date,
  /** Of a group-send, whose one link is everybody's; then there is no touch, and the customer is the first of them. */
  groupSend: String,
  /** Of a piece of content a salesperson sent by hand; then there is no touch, and the customer is whom they sent it to. */
  material: partOf<MaterialLink>({ messageId: text, title: text, staff: text }),
  /** How often one of those was opened by nobody known. */
  openings: Number,
}

export interface MaterialLink {
  messageId: string
  /** Name of the content when it was sent. */
  title: string
  /** Userid of who sent it. */
  staff: string
}

/** A tracked short link. */
export type TrackedLink = Omit<
  InferRawDocType<typeof shape>,
  'appid' | 'groupSend' | 'material' | 'openings'
> & {
  appid?: string
  groupSend?: string
  material?: MaterialLink
  openings?: number
}

const schema = collectionOf<TrackedLink>('links', shape)
schema.index({ touchId: 1 })
// Of those past their time.
schema.index({ createdAt: 1 })

export type Links = ReturnType<typeof createLinkStore>

export function createLinkStore(connection: Connection) {
  const links = modelOf(connection, schema)

  async function find(code: string): Promise<TrackedLink | null> {
    return links.findOne({ _id: code }).lean<TrackedLink>()
  }

  return {
    find,
    async countOpening(code: string): Promise<void> {
      await links.updateOne({ _id: code }, { $inc: { openings: 1 } })
    },
    /** Stores the link. False when the code belongs to another one: take a new code. A repeat of the same is true. */
    async insert(link: TrackedLink): Promise<boolean> {
      if (await unlessPresent(links.insertOne(link))) return true
      const holder = await find(link._id)
      const { touchId, name, target, groupSend } = link
      // Each sending of a material is a link of its own.
      if (link.material || holder?.material) return false
      return (
        holder?.touchId === touchId &&
        holder.groupSend === groupSend &&
        holder.name === name &&
        holder.target === target
      )
    },
  }
}
