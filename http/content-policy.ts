import { createHash } from 'node:crypto'
import type { Guard } from './context.ts'

const nothing = "default-src 'none'; base-uri 'none'"

/** Nothing may be loaded, framed or sent: what every answer says that is no page. */
export const nothingAllowed = `${nothing}; frame-ancestors 'none'`

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
  return contentPolicy([nothingAllowed, ...directives])
}

/** The same for pages that others show in a frame of theirs: `ancestors` alone, as origins. */
export function allowFramedContent(ancestors: string, ...directives: string[]): Guard {
  return async function allowContentOfFrame(ctx, next) {
    // The older header knows no origins, and would forbid it to browsers that heed both.
    ctx.remove('X-Frame-Options')
    await contentPolicy([nothing, `frame-ancestors ${ancestors}`, ...directives])(ctx, next)
  }
}

function contentPolicy(directives: string[]): Guard {
  const policy = directives.join('; ')
  return async function allowContentOfSurface(ctx, next) {
    ctx.set('Content-Security-Policy', policy)
    await next()
  }
}
