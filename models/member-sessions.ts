import { createHash, randomBytes } from 'node:crypto'
import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, oneOf, text } from './collection.ts'

const shape = {
  /** SHA-256 of the token: a stolen database logs nobody in. */
  _id: text,
  memberId: text,
  way: oneOf('password', 'wecom', 'link'),
  /** Where it began, and what the browser called itself. */
  address: text,
  agent: text,
  /** Real time, all of them. */
  createdAt: date,
  usedAt: date,
  endsAt: date,
  /** Read by the store's TTL monitor. */
  purgeAt: date,
}

/** A log-in to the marketers' page that has not ended. */
export type MemberSession = InferRawDocType<typeof shape>

const schema = collectionOf<MemberSession>('memberSessions', shape)
schema.index({ memberId: 1 })
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type MemberSessionStore = ReturnType<typeof createMemberSessionStore>

const tokenPattern = /^[\w-]{43}$/
const digest = (token: string) => createHash('sha256').update(token).digest('hex')

export function createMemberSessionStore(connection: Connection) {
  const sessions = modelOf(connection, schema)

  return {
    /** The token is told once and not kept. */
    async open(
      session: Pick<MemberSession, 'memberId' | 'way' | 'address' | 'agent' | 'createdAt' | 'endsAt'>,
    ) {
      const token = randomBytes(32).toString('base64url')
      const _id = digest(token)
      await sessions.insertOne({ ...session, _id, usedAt: session.createdAt, purgeAt: session.endsAt })
      return { id: _id, token }
    },
    async find(token: string): Promise<MemberSession | null> {
      if (!tokenPattern.test(token)) return null
      return sessions.findOne({ _id: digest(token) }).lean<MemberSession>()
    },
    findById: (id: string): Promise<MemberSession | null> =>
      sessions.findOne({ _id: id }).lean<MemberSession>().exec(),
    async used(id: string, at: Date): Promise<void> {
      await sessions.updateOne({ _id: id }, { $max: { usedAt: at } })
    },
    of: (memberId: string): Promise<MemberSession[]> =>
      sessions.find({ memberId }).sort({ _id: 1 }).limit(1_000).lean<MemberSession[]>().exec(),
    async end(id: string): Promise<boolean> {
      return (await sessions.deleteOne({ _id: id })).deletedCount > 0
    },
    async endAllOf(memberId: string): Promise<void> {
      await sessions.deleteMany({ memberId })
    },
  }
}
