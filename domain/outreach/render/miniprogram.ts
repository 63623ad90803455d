import { miniProgramOf } from '../../language/brands.ts'
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
  const appid = appIdOf(input)
  const data = Object.fromEntries(
    Object.entries(content.data).map(([key, text]) => [key, subscriptionValue(key, text, input)]),
  )
  const page = content.page && input.text(content.page, { ...input.values, ...linkPages(input) })
  if (page && /^https?:/.test(page)) throw new ContentFault('pageOutsideMiniprogram')
  const openid = input.addresses.openid ?? ''
  return {
    channel: 'miniprogram',
    message: {
      appid,
      openid,
      templateId: content.template,
      page: page ? page.replace(/^\//, '') : undefined,
      data,
    },
    address: openid,
  }
}

/** Templates, openids and credits are those of one mini-program: where the brand's own cannot be used, no other will do. */
function appIdOf({ message, settings }: RenderInput): string {
  const { miniprogramAppId: own, brandMiniPrograms = [] } = settings
  const appid = miniProgramOf(message, { brands: settings.brands(), own })
  if (appid === undefined || (appid !== own && !brandMiniPrograms.includes(appid)))
    throw new ContentFault('noMiniProgram')
  return appid
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
