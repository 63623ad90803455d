import { maskEmail, maskName, maskPhone } from '../../../domain/customers/masked.ts'

const phone = /(?<![\d.])(?:\+?86[- ]?)?(1[3-9]\d{9})(?!\d)/g
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
/** Fields that name a person or their place, wherever they stand. */
const personal = /^(real_?name|contact_?name|receiver(_?name)?|consignee|address|id_?card)$/i
/** Keys that open something for as long as they live. */
const secret = /^(welcome_?code|response_?code|code|token|secret)$/i
/** A form says whose name it is by where it stands. */
const ofPerson = new Set(['lead', 'buyer', 'customer'])

/** What somebody sent, with everything masked by which a person could be reached or named. */
export function maskPayload(value: unknown, key = '', inside = ''): unknown {
  if (typeof value === 'string') return maskText(value, key, inside)
  if (Array.isArray(value)) return value.map((each) => maskPayload(each, key, inside))
  if (typeof value !== 'object' || value === null) return value
  // A trait whose giver was told that it is personal.
  const isPersonal = 'personal' in value || 'consent' in value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      isPersonal && name === 'value' ? '***' : maskPayload(each, name, key),
    ]),
  )
}

function maskText(text: string, key: string, inside: string): string {
  if (secret.test(key)) return '***'
  if (personal.test(key) || (key === 'name' && ofPerson.has(inside))) return maskName(text)
  return text.replace(phone, (_, digits: string) => maskPhone(`+86${digits}`)).replace(email, maskEmail)
}
