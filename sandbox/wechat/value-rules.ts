// Subscription message values by key prefix; characters are counted by code point.

const han = /^\p{Script=Han}+$/u
const clockTime = String.raw`\d{1,2}:\d{2}(?::\d{2})?`
const calendarDate = String.raw`\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})`
const oneTime = `(?:${calendarDate}\\s*)?${clockTime}`
const oneDate = `${calendarDate}(?:\\s*${clockTime})?`
const timeText = new RegExp(`^${oneTime}(?:\\s*~\\s*${oneTime})?$`)
const dateText = new RegExp(`^${oneDate}(?:\\s*~\\s*${oneDate})?$`)

const chars = (value: string) => [...value].length

const rules: Record<string, (value: string) => boolean> = {
  thing: (value) => chars(value) <= 20,
  number: (value) => /^\d+(\.\d+)?$/.test(value) && value.length <= 32,
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => chars(value) <= 5 && !/[\p{L}\p{N}]/u.test(value),
  character_string: (value) => /^[\x21-\x7e ]{1,32}$/.test(value),
  time: (value) => timeText.test(value),
  date: (value) => dateText.test(value),
  amount: (value) => /^[¥￥$€£]?\d{1,10}(\.\d+)?元?$/.test(value),
  phone_number: (value) => /^[\d+\-() ]{1,17}$/.test(value),
  car_number: (value) => chars(value) <= 8 && /^\p{Script=Han}?[A-Za-z0-9·-]*\p{Script=Han}?$/u.test(value),
  name: (value) => chars(value) <= (/\p{Script=Han}/u.test(value) ? 10 : 20),
  phrase: (value) => chars(value) <= 5 && han.test(value),
}

/** Whether the platform takes the value under that key; the key is a type and digits, e.g. `thing1`. */
export function isValueAllowed(key: string, value: string): boolean {
  const type = key.replace(/\d+$/, '')
  const rule = Object.hasOwn(rules, type) ? rules[type] : undefined
  return rule !== undefined && value !== '' && rule(value)
}
