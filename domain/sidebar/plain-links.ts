import type { MessageDefinition } from '../language/message.ts'
import { linkTarget, miniprogramPage } from '../outreach/content/link-target.ts'

/** A link of a message as a member sees it before they send it: where it leads, by an address that tells nothing of who opens it. */
export interface PlainLink {
  name: string
  url: string
  /** The page of the mini-program; null where it leads elsewhere. */
  page: string | null
}

/** The links of a message. `publicUrl` has no slash at its end. */
export function plainLinksOf({ variables }: MessageDefinition, publicUrl: string): PlainLink[] {
  return Object.entries(variables).flatMap(([name, variable]) => {
    if (variable.kind !== 'link') return []
    const target = linkTarget(variable.to)
    const page = miniprogramPage(target)
    const url = page === null ? target : `${publicUrl}/open?to=${encodeURIComponent(page)}`
    return [{ name, url, page }]
  })
}

/** A page as a card in a chat wants it: ending in .html, or WeChat does not find it (document 94353). */
export function cardPage(page: string): string {
  const [path = '', query] = page.replace(/^\//, '').split('?')
  return `${path}.html${query === undefined ? '' : `?${query}`}`
}
