import { ContentFault } from '../content/content-fault.ts'

const length = (text: string) => [...text].length
const latin = /^[\x20-\x7e]*$/

/**
 * What each kind of key takes (subscribe/send; kind = key without its digits). WeChat answers a bad value with 47003,
 * sometimes after it used up the credit, so values are checked before the call.
 */
const rules: Record<string, (text: string) => boolean> = {
  thing: (text) => length(text) <= 20,
  number: (text) => /^-?\d+(\.\d+)?$/.test(text) && text.length <= 32,
  letter: (text) => /^[A-Za-z]{1,32}$/.test(text),
  symbol: (text) => length(text) <= 5,
  character_string: (text) => /^[\x21-\x7e]{1,32}$/.test(text),
  time: (text) => /\d{1,2}:\d{2}/.test(text),
  date: (text) => /\d{1,4}[年/.-]\d{1,2}|\d{1,2}月\d{1,2}日/.test(text),
  amount: (text) => /^[¥￥$€]?\d{1,10}(\.\d+)?元?$/.test(text),
  phone_number: (text) => /^[\d+\-() ]{1,17}$/.test(text),
  car_number: (text) => length(text) <= 8,
  name: (text) => length(text) <= (latin.test(text) ? 20 : 10),
  phrase: (text) => /^\p{Script=Han}{1,5}$/u.test(text),
}

/** Texts that may be cut without becoming wrong. */
const cutAt: Record<string, number> = { thing: 20 }

/** The value as the platform takes it: long descriptions are cut, anything else that does not fit is a fault. */
export function subscriptionValue(key: string, text: string): string {
  const kind = key.replace(/\d+$/, '')
  const trimmed = text.trim().replace(/\s+/g, ' ')
  const limit = cutAt[kind]
  const value =
    limit !== undefined && length(trimmed) > limit ? `${[...trimmed].slice(0, limit - 1).join('')}…` : trimmed
  const fits = rules[kind]
  if (value === '' || (fits && !fits(value))) throw new ContentFault(`badValue:${key}`)
  return value
}
