import { DomainError } from '../../errors.ts'

const miniprogramPrefix = 'miniprogram:'
/** Every part of the path has a name: none is empty, `.` or `..`, which would lead to another page than the one written. */
const pagePath = /^(\/(?!\.{1,2}(\/|$))[\w\-.]+)+$/

/** Whether this is the path of a page of our mini-program as it is written, with leading slash and without query. */
export function isPagePath(path: string): boolean {
  return pagePath.test(path)
}

/** Checks and normalises what a link may lead to: http(s) without credentials, or a page of our own mini-program. */
export function linkTarget(text: string): string {
  const target = text.trim()
  if (target.startsWith(miniprogramPrefix)) {
    const [path = '', ...query] = target.slice(miniprogramPrefix.length).split('?')
    if (!isPagePath(path) || /[\s#]/.test(query.join('?'))) throw unsafe(target)
    return target
  }
  let url: URL
  try {
    url = new URL(target)
  } catch {
    throw unsafe(target)
  }
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password)
    throw unsafe(target)
  return url.href
}

/** The page inside the mini-program, with leading slash, or null when the link leads elsewhere. */
export function miniprogramPage(target: string): string | null {
  return target.startsWith(miniprogramPrefix) ? target.slice(miniprogramPrefix.length) : null
}

/** The page with the short code as parameter `k`, by which the mini-program's log-in reports the click. */
export function pageWithCode(page: string, code: string): string {
  return `${page}${page.includes('?') ? '&' : '?'}k=${code}`
}

/** `appid`: of the brand's own mini-program, where the page is one of that; absent = of the configured one. */
export type ResolveLink = (target: string, code: string, appid?: string) => string | Promise<string>

/**
 * Where a tracked link leads: a page of the mini-program by a link of the platform, with the short code as `cq`, by which the
 * launch says what it came by. Where there is none at the moment, through a page that opens it.
 */
export function linkResolver(
  publicUrl: string,
  pageLinks: { urlOf(page: string, appid?: string): Promise<string | null> } | null,
): ResolveLink {
  const byHand = openPage(publicUrl)
  return async (target, code, appid) => {
    const page = miniprogramPage(target)
    const url = page === null ? null : await pageLinks?.urlOf(page, appid)
    return url ? `${url}?cq=${code}` : byHand(target, code, appid)
  }
}

/** Where a tracked link leads when nothing better is configured: a page that opens the mini-program. */
export function openPage(publicUrl: string): (target: string, code: string, appid?: string) => string {
  return (target, code, appid) => {
    const page = miniprogramPage(target)
    if (page === null) return target
    const app = appid === undefined ? '' : `&app=${encodeURIComponent(appid)}`
    return `${publicUrl}/open?to=${encodeURIComponent(pageWithCode(page, code))}${app}`
  }
}

function unsafe(target: string): DomainError {
  return new DomainError('link.unsafe', { scheme: target.slice(0, target.indexOf(':') + 1).slice(0, 20) })
}
