import { isPagePath } from '../../../domain/outreach/content/link-target.ts'

const longestQuery = 512

/**
 * The link that opens a page of our own mini-program in WeChat; null when `to` is no page. The short code `k` is left out:
 * who comes this way was counted by the redirect.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/url-scheme.html
 */
export function openScheme(appid: string, to: string): string | null {
  const [page = '', ...rest] = to.split('?')
  if (!isPagePath(page)) return null
  const query = new URLSearchParams(rest.join('?'))
  query.delete('k')
  const encoded = encodeURIComponent(query.toString())
  if (encoded.length > longestQuery) return null
  const path = encodeURIComponent(page.slice(1))
  return `weixin://dl/business/?appid=${encodeURIComponent(appid)}&path=${path}&query=${encoded}`
}
