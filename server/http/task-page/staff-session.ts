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

/** Log-in of salespeople on the task page, by WeCom; the session is a cookie of 12 hours. */
export function createStaffSession(deps: {
  login: StaffLogin
  sessions: SessionStore
  clock: Clock
  publicUrl: string
}) {
  const { login, sessions, clock, publicUrl } = deps
  /** Only below /task. Lax, not strict: the log-in comes back from WeCom's site. */
  const ours = { path: '/task', sameSite: 'lax', https: publicUrl.startsWith('https:') } as const

  async function who(ctx: Context): Promise<StaffMember | null> {
    const token = cookieOf(ctx, sessionCookie)
    const session = token && (await sessions.use('staff', token, clock.now(), sessionMs))
    return token && session ? { userid: session.subject, csrf: csrfOf(token) } : null
  }

  /** Sends the browser to WeCom; the state in its cookie shows on return that this very browser asked. */
  function begin(ctx: Context, path: string): void {
    const state = randomBytes(24).toString('base64url')
    setCookie(ctx, { name: stateCookie, value: state, maxAgeMs: loginMs, ...ours })
    ctx.status = 302
    ctx.set('Location', login.authorizeUrl({ redirectUri: `${publicUrl}${path}`, state }))
  }

  /** Back from WeCom: opens the session. Throws login.refused for another browser's state or a stranger. */
  async function finish(ctx: Context, back: { code: string; state: string }): Promise<void> {
    const state = cookieOf(ctx, stateCookie)
    if (!state || !equalSecret(back.state, state)) throw new DomainError('login.refused', { check: 'state' })
    if (Buffer.byteLength(back.code) > longestCode) throw new DomainError('login.refused', { check: 'code' })
    const userid = await login.userOf(back.code)
    if (userid === null) throw new DomainError('login.refused', { check: 'member' })
    const now = clock.now()
    const session = await sessions.open({ kind: 'staff', subject: userid, now, lifeMs: sessionMs })
    setCookie(ctx, { name: stateCookie, value: '', maxAgeMs: 0, ...ours })
    setCookie(ctx, { name: sessionCookie, value: session.token, maxAgeMs: sessionMs, ...ours })
  }

  return { who, begin, finish }
}

function csrfOf(token: string): string {
  return createHash('sha256').update(`csrf ${token}`).digest('base64url')
}
