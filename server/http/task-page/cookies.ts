import type { Context } from '../../../http/context.ts'

/** Only for our server, only below /task, and not sent along by forms of other sites. */
export function setCookie(
  ctx: Context,
  cookie: { name: string; value: string; maxAgeMs: number; https: boolean },
): void {
  const { name, value, maxAgeMs, https } = cookie
  // What counts is how people reach us: a proxy may end TLS before us.
  ctx.cookies.secure = https
  ctx.cookies.set(name, value, {
    path: '/task',
    maxAge: maxAgeMs,
    httpOnly: true,
    // Lax, not strict: the log-in comes back from WeCom's site.
    sameSite: 'lax',
    secure: https,
  })
}

export function cookieOf(ctx: Context, name: string): string | null {
  return ctx.cookies.get(name) ?? null
}
