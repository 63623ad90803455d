import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { StaffLogin } from '../../../domain/sales/ports.ts'
import type { Context } from '../../../http/context.ts'
import { cookieOf, setCookie } from '../../../http/cookies.ts'
import { equalSecret } from '../../../http/equal.ts'
import type { SessionStore } from '../../../models/sessions.ts'

const sessionCookie = 'kelu_staff'
const stateCookie = 'kelu_login'
const sessionMs = 12 * 3_600_000
const loginMs = 10 * 60_000
/** Bytes, https://developer.work.weixin.qq.com/document/path/91022 */
const longestCode = 512

export interface StaffMember {
  userid: string
  /** To be sent back by every form of this session. */
  csrf: string
}

/** Log-in of salespeople on a page of theirs, by WeCom; the session is a cookie of 12 hours, for what is below `path` alone. */
export function createStaffSession(deps: {
  /** Null without WeCom. */
  login: StaffLogin | null
  sessions: SessionStore
  clock: Clock
  publicUrl: string
  /** `/task` */
  path: string
}) {
  const { login, sessions, clock, publicUrl, path: below } = deps
  /** Lax, not strict: the log-in comes back from WeCom's site. */
  const ours = { path: below, sameSite: 'lax', https: publicUrl.startsWith('https:') } as const

  async function who(ctx: Context): Promise<StaffMember | null> {
    const token = cookieOf(ctx, sessionCookie)
    const session = token && (await sessions.use('staff', token, clock.now(), sessionMs))
    return token && session ? { userid: session.subject, csrf: csrfOf(token) } : null
  }

  /** Sends the browser to WeCom; the state in its cookie shows on return that this very browser asked. */
  function begin(ctx: Context, path: string): void {
    if (!login) throw new DomainError('login.refused', { check: 'configuration' })
    const state = randomBytes(24).toString('base64url')
    setCookie(ctx, { name: stateCookie, value: state, maxAgeMs: loginMs, ...ours })
    ctx.status = 302
    ctx.set('Location', login.authorizeUrl({ redirectUri: `${publicUrl}${path}`, state }))
  }

  /** Back from WeCom: opens the session. Throws login.refused for another browser's state or a stranger. */
  async function finish(ctx: Context, back: { code: string; state: string }): Promise<void> {
    if (!login) throw new DomainError('login.refused', { check: 'configuration' })
    const state = cookieOf(ctx, stateCookie)
    if (!state || !equalSecret(back.state, state)) throw new DomainError('login.refused', { check: 'state' })
    if (Buffer.byteLength(back.code) > longestCode) throw new DomainError('login.refused', { check: 'code' })
    const userid = await login.userOf(back.code)
    if (userid === null) throw new DomainError('login.refused', { check: 'member' })
    setCookie(ctx, { name: stateCookie, value: '', maxAgeMs: 0, ...ours })
    await open(ctx, userid)
  }

  /** A session for whoever has proved to be this member. */
  async function open(ctx: Context, userid: string): Promise<void> {
    const now = clock.now()
    const session = await sessions.open({ kind: 'staff', subject: userid, now, lifeMs: sessionMs })
    setCookie(ctx, { name: sessionCookie, value: session.token, maxAgeMs: sessionMs, ...ours })
  }

  /** Who has a session; null when the answer is a way to or from the log-in, which comes back to `path`. */
  async function loggedIn(ctx: Context, path: string): Promise<StaffMember | null> {
    const { code, state } = ctx.query
    if (typeof code === 'string' && typeof state === 'string') {
      await finish(ctx, { code, state })
      // The code is used up: it must not stay in the address.
      ctx.status = 303
      ctx.set('Location', path)
      return null
    }
    const staff = await who(ctx)
    if (!staff) begin(ctx, path)
    return staff
  }

  return { who, loggedIn, open }
}

function csrfOf(token: string): string {
  return createHash('sha256').update(`csrf ${token}`).digest('base64url')
}
