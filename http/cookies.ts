import type { Context } from './context.ts'

/** A cookie of ours: out of reach of scripts, and by TLS alone where people reach us so. */
export interface OwnCookie {
  name: string
  value: string
  maxAgeMs: number
  path: string
  /** Lax where a log-in comes back from another site, strict wherever else. */
  sameSite: 'lax' | 'strict'
  https: boolean
}

export function setCookie(ctx: Context, cookie: OwnCookie): void {
  const { name, value, maxAgeMs, path, sameSite, https } = cookie
  // What counts is how people reach us: a proxy may end TLS before us.
  ctx.cookies.secure = https
  ctx.cookies.set(name, value, {
    path,
    maxAge: maxAgeMs,
    httpOnly: true,
    sameSite,
    secure: https,
    overwrite: true,
  })
}

export function cookieOf(ctx: Context, name: string): string | null {
  return ctx.cookies.get(name) ?? null
}
