import type { Customer } from '../../models/customer.ts'
import type { Published } from '../definitions/published.ts'
import type { Outreach } from '../outreach/contract.ts'
import { cardPage, plainLinksOf } from './plain-links.ts'

/** Words of a message as they go into the chat of one customer: each of its links is one of theirs alone. */
export type TrackWords = (
  messageId: string,
  words: string,
  about: { customer: Customer; staff: string },
) => Promise<string>

/**
 * Puts a link of its own (雷达) where a plain one of the message stands, in a text or in a card, whatever the member made of the
 * words. A link the message does not have, and an address that only begins like one of it, stays.
 */
export function createTrackWords(deps: {
  materialLink: Outreach['materialLink']
  published: Pick<Published, 'registry'>
  /** Without slash at its end. */
  publicUrl: string
}): TrackWords {
  const { materialLink, published, publicUrl } = deps

  return async (messageId, words, { customer, staff }) => {
    const message = published.registry.messages.find(({ id }) => id === messageId)
    if (!message) return words
    let tracked = words
    for (const { name, url, page } of plainLinksOf(message, publicUrl)) {
      const plain = page === null ? [url] : [url, cardPage(page)]
      if (plain.every((address) => replaceAddress(tracked, address, '') === tracked)) continue
      const given = await materialLink({ messageId, customerId: customer._id, staff, link: name })
      tracked = replaceAddress(tracked, url, given.url)
      if (page === null || given.page === null) continue
      tracked = replaceAddress(tracked, cardPage(page), cardPage(given.page))
    }
    return tracked
  }
}

/** Where the address itself stands, not the beginning or end of a longer one. */
function replaceAddress(words: string, address: string, by: string): string {
  const [first = '', ...rest] = words.split(address)
  return rest.reduce((all, after) => {
    const isOther = /[\w/.%=-]$/.test(all) || /^(?:[\w/?&=#%-]|\.\w)/.test(after)
    return `${all}${isOther ? address : by}${after}`
  }, first)
}
