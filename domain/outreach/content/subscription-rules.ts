import { codePoints, cut } from '../../text/cut.ts'

const han = /\p{Script=Han}/u
const time = '\\d{1,2}:\\d{2}(:\\d{2})?'
const date = '(\\d{4}年\\d{1,2}月\\d{1,2}日|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2})'

/** One or two of them with `~` between (subscribe-message "参数值内容限制说明"). */
const range = (one: string) => new RegExp(`^${one}(\\s*~\\s*${one})?$`)
const timeRange = range(`(${date}\\s*)?${time}`)
const dateRange = range(`${date}(\\s*${time})?`)

interface ValueRule {
  takes(value: string): boolean
  /** Longest value in characters, where one that is cut is not wrong. */
  cutAt?(value: string): number
  /** How a date of the customer is written there. */
  dateFormat?: string
}

const nameLength = (value: string) => (han.test(value) ? 10 : 20)

/**
 * What WeChat takes under each type of key, lengths in code points. It answers a bad value with 47003, perhaps after it used
 * up the credit: the content gate and the sender both ask here, so that what passes one passes the other.
 */
const rules: Record<string, ValueRule> = {
  thing: { takes: (value) => codePoints(value) <= 20, cutAt: () => 20 },
  number: { takes: (value) => value.length <= 32 && /^\d+(\.\d+)?$/.test(value) },
  letter: { takes: (value) => /^[A-Za-z]{1,32}$/.test(value) },
  symbol: { takes: (value) => codePoints(value) <= 5 && !/[\p{L}\p{N}]/u.test(value) },
  character_string: { takes: (value) => /^[\x20-\x7e]{1,32}$/.test(value) },
  time: { takes: (value) => timeRange.test(value), dateFormat: 'yyyy年M月d日 HH:mm' },
  date: { takes: (value) => dateRange.test(value), dateFormat: 'yyyy年M月d日' },
  amount: { takes: (value) => /^\p{Sc}?\d{1,10}(\.\d+)?元?$/u.test(value) },
  phone_number: { takes: (value) => /^[\d+\-() ]{1,17}$/.test(value) },
  car_number: { takes: (value) => codePoints(value) <= 8 && /^.[A-Za-z0-9·-]*.?$/u.test(value) },
  name: { takes: (value) => codePoints(value) <= nameLength(value), cutAt: nameLength },
  phrase: { takes: (value) => /^\p{Script=Han}{1,5}$/u.test(value) },
}

function ruleOf(key: string): ValueRule | undefined {
  const type = key.replace(/\d+$/, '')
  return Object.hasOwn(rules, type) ? rules[type] : undefined
}

/** Whether WeChat takes this value under this key (`thing1`, `amount3`); lists (`enum`, `const`) are known to WeChat alone. */
export function isAllowedValue(key: string, value: string): boolean {
  return value.trim() !== '' && (ruleOf(key)?.takes(value) ?? true)
}

/** How a date reads under this key; undefined where it is part of a text. */
export function dateFormatOf(key: string): string | undefined {
  return ruleOf(key)?.dateFormat
}

/** Texts that may be cut without becoming wrong, cut to what the key takes. */
export function fitValue(key: string, value: string): string {
  const most = ruleOf(key)?.cutAt?.(value)
  return most === undefined ? value : cut(value, most, codePoints)
}
