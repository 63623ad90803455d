import { withoutInvisible } from '../text/clean-line.ts'
import { normalisePhone } from './phone-number.ts'

const number = '( numbers?| nums?| nos?)?$'
/**
 * Names of fields that hold contact data, told by how the name ends: `phone`, `purePhoneNumber`, `contact_tel`, but not
 * `phoneModel`. An address may be that of a page or a shop.
 */
const englishNames = [
  `(^| )(phone|mobile|tel|telephone|cell ?phone)${number}`,
  `^contact${number}`,
  '(^| )(e ?mail|mail|mailbox)( address(es)?| addr)?$',
  '^(address|addr)$| (?<!(^| )(page|web|url|link|site|shop|store|ip) )(address|addr)$',
  `(^| )(id ?card|identity card|id(?= n)|identity(?= n)|sfz|sfzh|passport|bank ?card|bank account)${number}`,
  `^(wechat|weixin|wx|qq)$|(^| )((wechat|weixin|wx|qq) ?(id|account)|(wechat|weixin|wx|qq)(?= n))${number}`,
  '(^| )(real ?name|full ?name|consignee|receiver name)$',
].map((pattern) => new RegExp(pattern))
const chineseNames =
  /手[机機]|[电電][话話]|座机|联系方式|联系人|邮箱|郵箱|电邮|电子邮件|身份证|证件号|护照|银行卡|微信号?$|微信ID|QQ号?$|真实姓名|^姓名|收货人|收件人|(?<!门店|店铺|页面|链接|网页)地址/i

/** `contact_tel`, `contactTel` and `CONTACT-TEL` as `contact tel`. */
function wordsOf(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .toLowerCase()
}

/** Every event asks about the same few names; whoever invents new ones without end does not fill the memory. */
const asked = new Map<string, boolean>()
const mostAsked = 5_000
const longestAsked = 64

function isContactName(name: string): boolean {
  const known = asked.get(name)
  if (known !== undefined) return known
  const words = wordsOf(name)
  const isIt = chineseNames.test(name) || englishNames.some((pattern) => pattern.test(words))
  if (name.length <= longestAsked) {
    if (asked.size === mostAsked) asked.clear()
    asked.set(name, isIt)
  }
  return isIt
}

/** What of a value makes it contact data under any name. An order number may look like a mobile number: its field says what it is. */
function isContactValue(name: string, value: string): boolean {
  const text = withoutInvisible(value.normalize('NFKC'))
  if (/^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u.test(text) || isResidentId(text)) return true
  return isPhone(text) && !/( |^)(id|no|num|number|code|sn|sku|key)$|[单编]号$|[编条]码$/.test(wordsOf(name))
}

function isPhone(text: string): boolean {
  try {
    normalisePhone(text)
    return true
  } catch {
    return false
  }
}

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** An 18-digit resident identity number: a birthday in the middle, a check digit at the end (GB 11643). */
function isResidentId(text: string): boolean {
  if (!/^[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/.test(text)) return false
  const sum = idWeights.reduce((total, weight, place) => total + weight * Number(text[place]), 0)
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase()
}

/**
 * The first field, however deep, whose name says contact data and which holds some rather than a yes or no; null when there is
 * none. Events are kept for a year and more in clear: contact data goes sealed to the profile instead.
 */
export function contactFieldIn(props: object): string | null {
  return firstField(props, (name, value) => value !== '' && isContactName(name))
}

/**
 * The same for what outside systems report, and texts that are a phone number, an e-mail address or a resident identity
 * number under whatever name. Numbers are taken for the quantities they claim to be.
 */
export function contactIn(props: object): string | null {
  return firstField(
    props,
    (name, value) =>
      value !== '' && (isContactName(name) || (typeof value === 'string' && isContactValue(name, value))),
  )
}

/** What to do about it, for the system that sent it. */
export const noContactData =
  'no contact data: events are kept in clear; send it by the lead form or as an id of the buyer'

function firstField(
  props: object,
  holds: (name: string, value: string | number) => boolean,
  listName?: string,
): string | null {
  for (const [key, value] of Object.entries(props)) {
    // What stands in a list is called as the list is.
    const name = listName ?? key
    if ((typeof value === 'string' || typeof value === 'number') && holds(name, value)) return key
    if (typeof value !== 'object' || value === null || value instanceof Date) continue
    const inner = firstField(value, holds, Array.isArray(value) ? name : undefined)
    if (inner !== null) return `${key}.${inner}`
  }
  return null
}
