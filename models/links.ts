import type { Connection } from 'mongoose'

/** A tracked short link; `_id` is the code, at most six characters of base62. */
export interface TrackedLink {
  _id: string
  touchId: string
  customerId: string
  /** Name of the link variable in the message. */
  name: string
  /** Absolute http(s) address, or `miniprogram:/pages/…`. Only what is stored here is ever redirected to. */
  target: string
  createdAt: Date
}

export type Links = ReturnType<typeof createLinkStore>

export function createLinkStore(connection: Connection) {
  const links = connection.collection<TrackedLink>('links')

  return {
    async ensureIndexes(): Promise<void> {
      await links.createIndex({ touchId: 1 })
    },

    find(code: string): Promise<TrackedLink | null> {
      return links.findOne({ _id: code })
    },

    /** Stores the link. False when the code belongs to another one: take a new code. A repeat of the same is true. */
    async insert(link: TrackedLink): Promise<boolean> {
      try {
        await links.insertOne(link)
        return true
      } catch (error) {
        if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 11000))
          throw error
        const holder = await links.findOne({ _id: link._id })
        return holder?.touchId === link.touchId && holder.name === link.name
      }
    },
  }
}
