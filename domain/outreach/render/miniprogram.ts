import { ContentFault } from '../content/content-fault.ts'
import { linkAddresses, linkPages } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'
import { subscriptionValue } from './subscription-values.ts'

/** A subscription message; `page` is an own page without leading slash. */
export function renderSubscription(input: RenderInput): Rendered {
  const content = input.message.content.miniprogram
  if (!content) throw new ContentFault('noContent')
  const texts = { ...input.values, ...linkAddresses(input) }
  const data = Object.fromEntries(
    Object.entries(content.data).map(([key, text]) => [key, subscriptionValue(key, input.text(text, texts))]),
  )
  const page = content.page && input.text(content.page, { ...input.values, ...linkPages(input) })
  if (page && /^https?:/.test(page)) throw new ContentFault('pageOutsideMiniprogram')
  const openid = input.addresses.openid ?? ''
  return {
    channel: 'miniprogram',
    message: {
      openid,
      templateId: content.template,
      ...(page && { page: page.replace(/^\//, '') }),
      data,
    },
    address: openid,
  }
}
