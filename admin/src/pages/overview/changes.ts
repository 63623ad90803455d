import { money } from '../../design/numbers.ts'

/** How a figure stands beside the one before; words, and whether that is good. */
export interface Change {
  text: string
  is: 'better' | 'worse' | 'same'
}

/** On which side a figure is good. */
export type Better = 'above' | 'below'

/** What a figure is to come to, and whether it does; null where there is no figure. */
export interface Judged {
  text: string
  isMet: boolean | null
}

export const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : (part / whole) * 100

const signed = (value: number, text: string): string => `${value > 0 ? '+' : '−'}${text}`
const judged = (value: number, better: Better): Change['is'] =>
  value > 0 === (better === 'above') ? 'better' : 'worse'
const same: Change = { text: '没变', is: 'same' }

/** +14% · −4% · 没变; of nothing before there is no share. */
export function countChange(now: number, before: number, better: Better = 'above'): Change {
  if (before === 0) return now === 0 ? same : { text: '之前没有', is: 'same' }
  const percent = Math.round(((now - before) / before) * 100)
  return percent === 0
    ? same
    : { text: signed(percent, `${Math.abs(percent)}%`), is: judged(percent, better) }
}

/** +1.2 点, of two shares; – where one of them is of nothing. */
export function pointChange(now: number | null, before: number | null, better: Better = 'above'): Change {
  if (now === null || before === null) return { text: '–', is: 'same' }
  const points = Math.round((now - before) * 10) / 10
  return points === 0 ? same : { text: signed(points, `${Math.abs(points)} 点`), is: judged(points, better) }
}

/** +¥9.40; – where there is nothing to compare. */
export function moneyChange(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { text: '–', is: 'same' }
  const fen = Math.round(now - before)
  return fen === 0 ? same : { text: signed(fen, money(Math.abs(fen))), is: judged(fen, 'above') }
}

export interface Target {
  value: number
  better: Better
}

const unitTexts = {
  percent: (value: number) => `${value}%`,
  minutes: (value: number) => `${value} 分`,
  fen: (value: number) => `¥${value / 100}`,
}

/** ≥ 20%, and whether that is so. */
export function judge(
  value: number | null,
  target: Target | undefined,
  unit: keyof typeof unitTexts,
): Judged | undefined {
  if (target === undefined) return undefined
  const isAbove = target.better === 'above'
  const isMet = value === null ? null : isAbove ? value >= target.value : value <= target.value
  return { text: `${isAbove ? '≥' : '≤'} ${unitTexts[unit](target.value)}`, isMet }
}

/** 达标 · 没到 · 超了; nothing where there is no figure. */
export function metWords({ text, isMet }: Judged): string {
  if (isMet === null) return ''
  return isMet ? '达标' : text.startsWith('≥') ? '没到' : '超了'
}
