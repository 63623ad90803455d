import { createHash, randomBytes } from 'node:crypto'
import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, oneOf, text } from './collection.ts'

const shape = {
  /** SHA-256 of the code in the address. */
  _id: text,
  /** first = the first owner of all, owner = another owner, member = the one of `memberId`. */
  kind: oneOf('first', 'owner', 'member'),
  memberId: String,
  by: text,
  /** Real time; read by the store's TTL monitor as well. */
  expiresAt: date,
}

/** A way in that works once. */
export type WelcomeLink = InferRawDocType<typeof shape>

const schema = collectionOf<WelcomeLink>('welcomeLinks', shape)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type WelcomeLinkStore = ReturnType<typeof createWelcomeLinkStore>

const digest = (code: string) => createHash('sha256').update(code).digest('hex')

export function createWelcomeLinkStore(connection: Connection) {
  const links = modelOf(connection, schema)

  return {
    /** The code is told once and not kept. */
    async make(link: Omit<WelcomeLink, '_id'>): Promise<string> {
      const code = randomBytes(32).toString('base64url')
      await links.insertOne({ ...link, _id: digest(code) })
      return code
    },
    /** The link, unless it was used or is late. */
    look: (code: string, now: Date): Promise<WelcomeLink | null> =>
      links
        .findOne({ _id: digest(code), expiresAt: { $gt: now } })
        .lean<WelcomeLink>()
        .exec(),
    /** The same, for the one who is first to ask: afterwards there is none. */
    take: (code: string, now: Date): Promise<WelcomeLink | null> =>
      links
        .findOneAndDelete({ _id: digest(code), expiresAt: { $gt: now } })
        .lean<WelcomeLink>()
        .exec(),
    /** Takes back the links made for a member. */
    async withdraw(memberId: string): Promise<void> {
      await links.deleteMany({ memberId })
    },
  }
}
