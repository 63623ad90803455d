import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'

/** mp = a customer in the mini-program, staff = a salesperson on the task page. */
export type SessionKind = 'mp' | 'staff'

export interface Session {
  /** SHA-256 of the token: a stolen database logs nobody in. */
  _id: string
  kind: SessionKind
  /** Customer id or staff userid. */
  subject: string
  createdAt: Date
  expiresAt: Date
  /** Machine time, read by the store's TTL monitor. */
  purgeAt: Date
}

export type SessionStore = ReturnType<typeof createSessionStore>

const tokenPattern = /^[\w-]{43}$/
const digest = (token: string) => createHash('sha256').update(token).digest('hex')

export function createSessionStore(connection: Connection) {
  const sessions = () => connection.collection<Session>('sessions')

  return {
    async ensureIndexes(): Promise<void> {
      await sessions().createIndex({ purgeAt: 1 }, { expireAfterSeconds: 0 })
    },

    /** A new session; the token is told once and not kept. */
    async open(input: { kind: SessionKind; subject: string; now: Date; lifeMs: number }) {
      const token = randomBytes(32).toString('base64url')
      const expiresAt = new Date(input.now.getTime() + input.lifeMs)
      await sessions().insertOne({
        _id: digest(token),
        kind: input.kind,
        subject: input.subject,
        createdAt: input.now,
        expiresAt,
        purgeAt: new Date(Date.now() + input.lifeMs),
      })
      return { token, expiresAt }
    },

    /** The live session behind a token. Extends it, at most once per tenth of its life, to `lifeMs` from now. */
    async use(kind: SessionKind, token: string, now: Date, lifeMs: number): Promise<Session | null> {
      if (!tokenPattern.test(token)) return null
      const found = await sessions().findOne({ _id: digest(token) })
      if (!found || found.kind !== kind || found.expiresAt <= now) return null
      const fresh = new Date(now.getTime() + lifeMs)
      if (fresh.getTime() - found.expiresAt.getTime() > lifeMs / 10) {
        const purgeAt = new Date(Date.now() + lifeMs)
        await sessions().updateOne({ _id: found._id }, { $set: { expiresAt: fresh, purgeAt } })
      }
      return found
    },

    async close(token: string): Promise<void> {
      await sessions().deleteOne({ _id: digest(token) })
    },
  }
}
