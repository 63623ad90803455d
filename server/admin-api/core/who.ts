import type { Admit } from '../../../domain/api-keys/admit.ts'
import type { MemberSessions } from '../../../domain/members/sessions.ts'
import { absoluteMs } from '../../../domain/members/sessions.ts'
import type { Context } from '../../../http/context.ts'
import { cookieOf, setCookie } from '../../../http/cookies.ts'
import { callerOf } from '../session/present.ts'
import type { Who } from './mount.ts'

export const sessionCookie = 'kelu_admin'
const longestAgent = 200

/** Gives this browser a session, or with null takes it away. Strict: the page itself is static and needs none. */
export function setSession(ctx: Context, token: string | null, https: boolean): void {
  setCookie(ctx, {
    name: sessionCookie,
    value: token ?? '',
    maxAgeMs: token === null ? 0 : absoluteMs,
    path: '/',
    sameSite: 'strict',
    https,
  })
}

export function fromOf(ctx: Context): { address: string; agent: string } {
  return { address: ctx.ip, agent: ctx.get('user-agent').slice(0, longestAgent) }
}

/** The key a system calls with; null without one. Other schemes are those of a proxy in front. */
export function bearerOf(ctx: Context): string | null {
  const [scheme = '', ...token] = ctx.get('authorization').trim().split(/ +/)
  return scheme.toLowerCase() === 'bearer' ? token.join(' ') : null
}

/** Reads who asks from a key or, without one, from the session cookie. */
export function createWho(deps: {
  sessions: Pick<MemberSessions, 'use'>
  admit: Admit
  publicUrl: string
}): Who {
  const https = deps.publicUrl.startsWith('https:')
  return async function who(ctx) {
    const from = fromOf(ctx)
    const key = bearerOf(ctx)
    const token = key === null ? cookieOf(ctx, sessionCookie) : undefined
    const visit = token ? await deps.sessions.use(token) : null
    return {
      caller:
        key === null ? visit && callerOf(visit.member, from.address) : await deps.admit(key, from.address),
      client: {
        ...from,
        sessionId: visit?.sessionId ?? null,
        signIn: (fresh) => setSession(ctx, fresh, https),
        signOut: () => setSession(ctx, null, https),
      },
    }
  }
}
