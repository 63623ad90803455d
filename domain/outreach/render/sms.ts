import { ContentFault } from '../content/content-fault.ts'
import { smsLength, smsMaxLength, smsSegments } from '../content/sms-segments.ts'
import { linkCodes } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

// isv.PARAM_NOT_SUPPORT_URL: gateways refuse a variable that looks like an address.
const addressLike = /https?:|www\.|[a-z0-9-]+\.(com|cn|net|top|cc|vip|shop|xyz|link)\b/i

/** The approved template and the values of its variables; the text itself is only a preview. */
export function renderSms(input: RenderInput): Rendered {
  const { message, addresses, settings } = input
  const sms = message.content.sms
  if (!sms) throw new ContentFault('noContent')
  if (!sms.templates[settings.smsGateway]) throw new ContentFault('noTemplate')
  const variables = { ...input.values, ...linkCodes(input) }
  const params = Object.fromEntries(
    Object.entries(sms.params).map(([param, name]) => [param, smsParam(name, variables[name])]),
  )
  const preview = input.text(sms.text, variables)
  if (smsLength(settings.smsSignature, preview) > smsMaxLength) throw new ContentFault('smsTooLong')
  const phone = addresses.phone ?? ''
  const segments = smsSegments(settings.smsSignature, preview)
  return {
    channel: 'sms',
    message: { phone, templates: sms.templates, params },
    address: phone,
    preview,
    segments,
  }
}

/** One line, trimmed, not empty, no address. */
function smsParam(name: string, value: unknown): string {
  const text = value === undefined ? '' : String(value).replace(/\s+/g, ' ').trim()
  if (text === '') throw new ContentFault(`missingVariable:${name}`)
  if (addressLike.test(text)) throw new ContentFault(`linkInVariable:${name}`)
  return text
}
