import { createHash, randomBytes } from 'node:crypto'
import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, oneOf, text } from './collection.ts'

const shape = {
  /** SHA-256 of the token: a stolen database logs nobody in. */
  _id: text,
  /** mp = a customer in the mini-program, staff = a salesperson on the task page. */
  kind: oneOf('mp', 'staff'),
  /** Customer id or staff userid. */
  subject: text,
  /** The account a customer logged in by. */
  openid: String,
  /** AppID of the brand's mini-program that account is of; absent = the configured one. */
  appid: String,
  createdAt: date,
  expiresAt: date,
  /** Machine time, read by the store's TTL monitor. */
  purgeAt: date,
}

export type Session = Omit<InferRawDocType<typeof shape>, 'openid' | 'appid'> & {
  openid?: string
  appid?: string
}
export type SessionKind = Session['kind']

const schema = collectionOf<Session>('sessions', shape)
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type SessionStore = ReturnType<typeof createSessionStore>

const tokenPattern = /^[\w-]{43}$/
const digest = (token: string) => createHash('sha256').update(token).digest('hex')

export function createSessionStore(connection: Connection) {
  const sessions = modelOf(connection, schema)

  return {
    /** A new session; the token is told once and not kept. */
    async open(input: {
      kind: SessionKind
      subject: string
      openid?: string
      appid?: string
      now: Date
      lifeMs: number
    }) {
      const token = randomBytes(32).toString('base64url')
      const expiresAt = new Date(input.now.getTime() + input.lifeMs)
      await sessions.insertOne({
        _id: digest(token),
        kind: input.kind,
        subject: input.subject,
        ...(input.openid !== undefined && { openid: input.openid }),
        ...(input.appid !== undefined && { appid: input.appid }),
        createdAt: input.now,
        expiresAt,
        purgeAt: new Date(Date.now() + input.lifeMs),
      })
      return { token, expiresAt }
    },

    /** The live session behind a token. Extends it, at most once per tenth of its life, to `lifeMs` from now. */
    async use(kind: SessionKind, token: string, now: Date, lifeMs: number): Promise<Session | null> {
      if (!tokenPattern.test(token)) return null
      const found = await sessions.findOne({ _id: digest(token) }).lean<Session>()
      if (!found || found.kind !== kind || found.expiresAt <= now) return null
      const fresh = new Date(now.getTime() + lifeMs)
      if (fresh.getTime() - found.expiresAt.getTime() > lifeMs / 10) {
        const purgeAt = new Date(Date.now() + lifeMs)
        await sessions.updateOne({ _id: found._id }, { $set: { expiresAt: fresh, purgeAt } })
      }
      return found
    },

    async close(token: string): Promise<void> {
      await sessions.deleteOne({ _id: digest(token) })
    },
  }
}
