import type { Guard } from './context.ts'

/** Nothing may be loaded, framed or sent: what every answer says that is no page. */
export const nothingAllowed = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** Sets the content-security policy of a surface: `nothingAllowed`, and what its pages need beyond. */
export function allowContent(...directives: string[]): Guard {
  const policy = [nothingAllowed, ...directives].join('; ')
  return async function allowContentOfSurface(ctx, next) {
    ctx.set('Content-Security-Policy', policy)
    await next()
  }
}
