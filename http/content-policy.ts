import { createHash } from 'node:crypto'
import type { Guard } from './context.ts'

/** Nothing may be loaded, framed or sent: what every answer says that is no page. */
export const nothingAllowed = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** The directive that lets a browser use this style, and no other. */
export function allowStyle(style: string): string {
  return `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`
}

/** The directive that lets a browser run this script, and no other. */
export function allowScript(script: string): string {
  return `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`
}

/** Sets the content-security policy of a surface: `nothingAllowed`, and what its pages need beyond. */
export function allowContent(...directives: string[]): Guard {
  const policy = [nothingAllowed, ...directives].join('; ')
  return async function allowContentOfSurface(ctx, next) {
    ctx.set('Content-Security-Policy', policy)
    await next()
  }
}
