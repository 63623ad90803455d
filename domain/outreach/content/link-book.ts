import type { Links } from '../../../models/links.ts'
import type { Touch } from '../../../models/touch.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { linkTargets } from '../render/render.ts'
import type { TouchBook } from '../touch/touch-book.ts'
import { newLinkCode } from './link-code.ts'

/** Codes for the message's links: those the touch has already, fresh ones for the rest. */
export function linkCodesFor(touch: Touch, message: MessageDefinition): Record<string, string> {
  return Object.fromEntries(
    Object.keys(linkTargets(message)).map((name) => [name, touch.links[name] ?? newLinkCode()]),
  )
}

/**
 * Stores the touch's links, `appid` as the mini-program their pages are of, so that they lead somewhere before anybody can see them. A code that belongs to another
 * link is replaced. Null when somebody else moved the touch meanwhile.
 */
export async function storeLinks(
  deps: { links: Links; book: TouchBook },
  touch: Touch,
  message: MessageDefinition,
  { now, appid }: { now: Date; appid: string | undefined },
): Promise<Touch | null> {
  let current = touch
  for (const [name, target] of Object.entries(linkTargets(message))) {
    for (;;) {
      const code = current.links[name] ?? newLinkCode()
      const { _id: touchId, customerId } = current
      const link = { _id: code, touchId, customerId, name, target, createdAt: now, ...(appid && { appid }) }
      if (await deps.links.insert(link)) break
      const next = await deps.book.write(current, { links: { ...current.links, [name]: newLinkCode() } }, now)
      if (!next) return null
      current = next
    }
  }
  return current
}
