import type { Context } from '../../../http/context.ts'

/** Only for our server, only below /task, and not sent along by forms of other sites. */
export function setCookie(
  ctx: Context,
  cookie: { name: string; value: string; maxAgeMs: number; https: boolean },
): void {
  const parts = [
    `${cookie.name}=${cookie.value}`,
    'Path=/task',
    `Max-Age=${Math.floor(cookie.maxAgeMs / 1_000)}`,
    'HttpOnly',
    // Lax, not Strict: the log-in comes back from WeCom's site.
    'SameSite=Lax',
    ...(cookie.https ? ['Secure'] : []),
  ]
  ctx.append('Set-Cookie', parts.join('; '))
}

export function cookieOf(ctx: Context, name: string): string | null {
  return ctx.cookies.get(name) ?? null
}
