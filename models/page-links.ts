import type { Connection } from 'mongoose'
import { collectionOf, date, modelOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** The link that opens one page of the mini-program from outside of WeChat, made once for everybody. */
export interface PageLink {
  /** The page with its query. */
  _id: string
  url?: string
  /** When the link is over. */
  until?: Date
  /** Nobody asks the platform for this page before that: somebody is at it, or it refused. */
  notBefore: Date
  /** Why it refused last. */
  code?: string
  /** In real time; pages no message leads to any more are forgotten. */
  expiresAt: Date
}

/** Two lives of a link. */
const retentionMs = 60 * 86_400_000

const schema = collectionOf<PageLink>('pageLinks', {
  _id: text,
  url: String,
  until: Date,
  notBefore: date,
  code: String,
  expiresAt: date,
})
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type PageLinkStore = ReturnType<typeof createPageLinkStore>

export function createPageLinkStore(connection: Connection) {
  const links = modelOf(connection, schema)
  const expiresAt = () => new Date(Date.now() + retentionMs)

  return {
    find: (page: string): Promise<PageLink | null> => links.findOne({ _id: page }).lean<PageLink>().exec(),
    /** Of all who want this page's link made, one gets to ask for it until `until`. */
    async claim(page: string, now: Date, until: Date): Promise<boolean> {
      const first = { _id: page, notBefore: until, expiresAt: expiresAt() }
      if (await unlessPresent(links.insertOne(first))) return true
      const { modifiedCount } = await links.updateOne(
        { _id: page, notBefore: { $lte: now } },
        { $set: { notBefore: until, expiresAt: expiresAt() } },
      )
      return modifiedCount === 1
    },
    async made(
      page: string,
      { url, until, notBefore }: Required<Pick<PageLink, 'url' | 'until' | 'notBefore'>>,
    ) {
      await links.updateOne(
        { _id: page },
        { $set: { url, until, notBefore, expiresAt: expiresAt() }, $unset: { code: 1 } },
      )
    },
    async refused(page: string, { code, notBefore }: Required<Pick<PageLink, 'code' | 'notBefore'>>) {
      await links.updateOne({ _id: page }, { $set: { code, notBefore } })
    },
  }
}
