import type { SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { overLimit } from '../platform-error.ts'

const han = /\p{Script=Han}/u
const time = '\\d{1,2}:\\d{2}(:\\d{2})?'
const date = '(\\d{4}年\\d{1,2}月\\d{1,2}日|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2})'

/** One or two of them with `~` between (subscribe-message "参数值内容限制说明"). */
const range = (one: string) => new RegExp(`^${one}(\\s*~\\s*${one})?$`)
const timeRange = range(`(${date}\\s*)?${time}`)
const dateRange = range(`${date}(\\s*${time})?`)

const characters = (value: string) => [...value].length

/** Rules by the type a key begins with; lengths in characters (code points), one Han is one character. */
const rules: Record<string, (value: string) => boolean> = {
  thing: (value) => characters(value) <= 20,
  number: (value) => value.length <= 32 && /^\d+(\.\d+)?$/.test(value),
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => characters(value) <= 5 && !/[\p{L}\p{N}]/u.test(value),
  character_string: (value) => characters(value) <= 32 && !han.test(value),
  time: (value) => timeRange.test(value),
  date: (value) => dateRange.test(value),
  amount: (value) => /^[^\d.\s]?\d{1,10}(\.\d+)?元?$/u.test(value),
  phone_number: (value) => /^[\d\p{P}\p{S}]{1,17}$/u.test(value),
  car_number: (value) => characters(value) <= 8 && /^.[A-Za-z0-9]*.?$/u.test(value),
  name: (value) => characters(value) <= (han.test(value) ? 10 : 20),
  phrase: (value) => /^\p{Script=Han}{1,5}$/u.test(value),
}

/** Whether WeChat takes this value under this key (`thing1`, `amount3`); lists (`enum`, `const`) are known to WeChat alone. */
export function isAllowedValue(key: string, value: string): boolean {
  const type = key.replace(/\d+$/, '')
  const rule = Object.hasOwn(rules, type) ? rules[type] : undefined
  return value.trim() !== '' && (rule?.(value) ?? true)
}

/** Throws PlatformError `invalid` for what WeChat would answer with 47003 or 40037. */
export function checkSubscription(api: string, message: SubscriptionMessage): void {
  if (message.templateId === '') throw overLimit('wechat', api, 'templateId')
  if (message.page?.startsWith('/')) throw overLimit('wechat', api, 'page')
  for (const [key, value] of Object.entries(message.data)) {
    if (!isAllowedValue(key, value)) throw overLimit('wechat', api, key)
  }
}
