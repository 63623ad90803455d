import type { MaterialLink } from '../../../models/links.ts'
import { DomainError } from '../../errors.ts'
import { newLinkCode } from '../content/link-code.ts'
import { miniprogramPage, pageWithCode } from '../content/link-target.ts'
import { messageInUse } from '../content/message-version.ts'
import type { GivenLink, MaterialRequest } from '../contract.ts'
import { brandAppId } from '../delivery/addresses.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { linkTargets } from '../render/render.ts'

/**
 * A link of its own to what a piece of content leads to: by it is known who read it, of those who say who they are. Each time a
 * new one. Throws `message.not_found` for content nobody may use, `link.not_found` where it leads nowhere, `customer.not_found`.
 */
export async function giveMaterialLink(
  parts: OutreachParts,
  publicUrl: string,
  { messageId, customerId, staff, link }: MaterialRequest,
): Promise<GivenLink> {
  const message = messageInUse(parts.published, messageId)?.message
  if (!message) throw new DomainError('message.not_found', { messageId })
  const targets = linkTargets(message)
  const name = link ?? Object.keys(targets)[0] ?? ''
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined
  if (target === undefined) throw new DomainError('link.not_found', { messageId, link: name })
  const customer = await parts.customers.find(customerId)
  if (!customer) throw new DomainError('customer.not_found', { customerId })
  const material: MaterialLink = { messageId, title: message.name, staff: staff.toLowerCase() }
  const createdAt = parts.clock.now()
  const appid = brandAppId(parts, message)
  for (;;) {
    const code = newLinkCode()
    const tracked = {
      ...{ _id: code, touchId: '', customerId: customer._id, name, target, createdAt, material },
      ...(appid && { appid }),
    }
    if (!(await parts.stores.links.insert(tracked))) continue
    const page = miniprogramPage(target)
    return {
      url: `${publicUrl}/r/${code}`,
      page: page === null ? null : pageWithCode(page, code),
      title: message.name,
    }
  }
}
