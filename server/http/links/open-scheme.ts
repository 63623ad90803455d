import { isPagePath } from '../../../domain/outreach/content/link-target.ts'

const longestQuery = 512

/**
 * The link that opens a page of our own mini-program in WeChat; null when `to` is no page. The short code `k` becomes `cq`:
 * who comes this way was counted by the redirect, and the launch says what it came by.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/url-scheme.html
 */
export function openScheme(appid: string, to: string): string | null {
  const [page = '', ...rest] = to.split('?')
  if (!isPagePath(page)) return null
  const query = new URLSearchParams(rest.join('?'))
  const code = query.get('k')
  query.delete('k')
  const encoded = encodeURIComponent(query.toString())
  if (encoded.length > longestQuery) return null
  const path = encodeURIComponent(page.slice(1))
  const scheme = `weixin://dl/business/?appid=${encodeURIComponent(appid)}&path=${path}&query=${encoded}`
  return code === null ? scheme : `${scheme}&cq=${encodeURIComponent(code)}`
}
