import { cleanLine } from '../../text/clean-line.ts'
import { ContentFault } from '../content/content-fault.ts'
import { dateFormatOf, fitValue, isAllowedValue } from '../content/subscription-rules.ts'
import { linkAddresses, linkPages } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** A subscription message; `page` is an own page without leading slash. */
export function renderSubscription(input: RenderInput): Rendered {
  const content = input.message.content.miniprogram
  if (!content) throw new ContentFault('noContent')
  const data = Object.fromEntries(
    Object.entries(content.data).map(([key, text]) => [key, subscriptionValue(key, text, input)]),
  )
  const page = content.page && input.text(content.page, { ...input.values, ...linkPages(input) })
  if (page && /^https?:/.test(page)) throw new ContentFault('pageOutsideMiniprogram')
  const openid = input.addresses.openid ?? ''
  return {
    channel: 'miniprogram',
    message: {
      openid,
      templateId: content.template,
      page: page ? page.replace(/^\//, '') : undefined,
      data,
    },
    address: openid,
  }
}

/** The value as the platform takes it: what may be cut is cut, anything else that does not fit is a fault. */
function subscriptionValue(key: string, text: string, input: RenderInput): string {
  const texts = { ...input.values, ...datesUnder(key, input), ...linkAddresses(input) }
  const value = fitValue(key, cleanLine(input.text(text, texts)))
  if (!isAllowedValue(key, value)) throw new ContentFault(`badValue:${key}`)
  return value
}

/** A key for dates takes whole ones: 2026年3月5日, where a sentence says 3月5日. */
function datesUnder(key: string, { dates }: RenderInput): Record<string, string> {
  const format = dateFormatOf(key)
  if (format === undefined) return {}
  return Object.fromEntries(Object.entries(dates).map(([name, date]) => [name, date.toFormat(format)]))
}
