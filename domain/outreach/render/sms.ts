import { type Brand, brandOf, signatureOf } from '../../language/brands.ts'
import { smsLength, smsMaxLength, smsParamLength, smsSegments } from '../../language/sms-segments.ts'
import { cleanLine } from '../../text/clean-line.ts'
import { cut } from '../../text/cut.ts'
import { holdsLink, withoutLinks } from '../../text/inert-words.ts'
import { ContentFault } from '../content/content-fault.ts'
import { linkCodes } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** The approved template and the values of its variables; the text itself is only a preview. */
export function renderSms(input: RenderInput): Rendered {
  const { message, addresses, settings } = input
  const sms = message.content.sms
  if (!sms) throw new ContentFault('noContent')
  const { smsGateway: gateway, smsSignature: own } = settings
  if (!sms.templates[gateway]) throw new ContentFault('noTemplate')
  const brands = settings.brands()
  const signature = signatureOf(message, { brands, gateway, own })
  if (signature === undefined) throw new ContentFault('noSignature')
  const codes = linkCodes(input)
  const filled = Object.fromEntries(
    Object.values(sms.params).map((name) => [name, codes[name] ?? smsValue(name, input)]),
  )
  const preview = input.text(sms.text, { ...input.values, ...codes, ...filled })
  if (smsLength(signature, preview) > smsMaxLength) throw new ContentFault('smsTooLong')
  const phone = addresses.phone ?? ''
  const segments = smsSegments(signature, preview)
  const params = Object.fromEntries(
    Object.entries(sms.params).map(([param, name]) => [param, filled[name] ?? '']),
  )
  return {
    channel: 'sms',
    message: { phone, templates: sms.templates, params, ...signaturesOf(brandOf(message, brands)) },
    address: phone,
    preview,
    signature,
    segments,
  }
}

const signaturesOf = (brand: Brand | undefined) => brand && { signatures: brand.smsSignature }

// isv.PARAM_NOT_SUPPORT_URL: gateways refuse a variable that looks like an address.
const address = /:\/\/|www\.|[a-z0-9-]+\.(com|cn|net|top|cc|vip|shop|xyz|link)\b/i

/**
 * A value as the gateway takes it: one line without the brackets that mark a signature, no link, cut to its length. What
 * looks like a link gives way to the declared default.
 */
function smsValue(name: string, { message, stored, settings }: RenderInput): string {
  const variable = message.variables[name]
  const fallback = variable === undefined || variable.kind === 'link' ? undefined : variable.default
  const own = withoutBrackets(stored[name])
  const [fit] = [own, withoutBrackets(fallback)].filter((text) => text !== '' && !holdsLink(text))
  if (fit === undefined && own === '') throw new ContentFault(`missingVariable:${name}`)
  if (fit === undefined && address.test(own)) throw new ContentFault(`linkInVariable:${name}`)
  return cut(fit ?? withoutLinks(own), smsParamLength(settings.smsGateway), (text) => text.length)
}

/** Carriers read 【】 as the signature of the sender. */
function withoutBrackets(value: unknown): string {
  return cleanLine(String(value ?? '').replace(/[【】〖〗]/g, ''))
}
