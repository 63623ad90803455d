import type { AnswerOf } from '../../api/operations.ts'

export type Day = AnswerOf<'get', '/reconciliation/days'>['items'][number]
export type Difference = AnswerOf<'get', '/reconciliation/differences'>['items'][number]

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** 周三 · 12月2日, whatever zone the browser is in. */
export function dayLabel(day: string): { weekday: string; date: string } {
  const at = new Date(`${day}T00:00:00Z`)
  return {
    weekday: weekdays[at.getUTCDay()] ?? '',
    date: `${at.getUTCMonth() + 1}月${at.getUTCDate()}日`,
  }
}

export type Tone = 'good' | 'attention' | 'bad' | 'quiet'

/** How a day stands, shortly. */
export function stateOf({ isWanted, failed, totals, at }: Day): { label: string; tone: Tone } {
  if (isWanted) return { label: '在对', tone: 'quiet' }
  if (failed !== null) return { label: '没对成', tone: 'bad' }
  if (at === null || totals === null) return { label: '没对过', tone: 'quiet' }
  return totals.differences === 0
    ? { label: '对上了', tone: 'good' }
    : { label: `${totals.differences} 处`, tone: 'attention' }
}

/** Which side says what; money as money. */
export function sideInWords(side: Difference['ours'], money: (fen: number) => string): string {
  if (side === null) return '没有'
  return typeof side === 'number' ? money(side) : side
}

/** 12月2日 还有 1 处要人看; null where nothing is open. */
export function openInWords(open: readonly Difference[], isMore: boolean): string | null {
  if (open.length === 0) return null
  return `还有 ${open.length}${isMore ? ' 多' : ''} 处要人看`
}
