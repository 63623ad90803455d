import type { Consent, Reach } from '../../models/customer.ts'
import { localTime } from '../local-time.ts'

/** As clocks of the company show it: `2026-03-02 09:00`. */
export function momentText(at: Date): string {
  return localTime(at).toFormat('yyyy-MM-dd HH:mm')
}

const longest = 60

/** What is so, as people read it (zh-CN). Sealed data is not told. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return '没有值'
  if (value instanceof Date) return momentText(value)
  if (Array.isArray(value)) return value.length === 0 ? '空列表' : value.map(valueText).join('、')
  if (typeof value === 'boolean') return value ? '是（true）' : '否（false）'
  if (typeof value === 'object') return '加密保存，不参与判断'
  const text = String(value)
  return text === '' ? '空文字' : text.length > longest ? `${text.slice(0, longest)}…` : text
}

const states: Record<Consent['state'] | Reach['state'], string> = {
  granted: '同意',
  refused: '拒绝',
  reachable: '可触达',
  unreachable: '触达不到',
}

/** What is known of a consent or an address. */
export function stateText(known: Pick<Consent | Reach, 'state' | 'at'> | undefined): string {
  return known === undefined ? '没有记录' : `${states[known.state]}（${momentText(known.at)} 起）`
}
