import type { AnswerOf } from '../../api/operations.ts'

export type Days = AnswerOf<'get', '/reconciliation/days'>
export type Day = Days['days'][number]
export type WholeDay = AnswerOf<'get', '/reconciliation/days/{day}'>

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** 周三 · 12月2日, whatever zone the browser is in. */
export function dayLabel(day: string): { weekday: string; date: string } {
  const at = new Date(`${day}T00:00:00Z`)
  return {
    weekday: weekdays[at.getUTCDay()] ?? '',
    date: `${at.getUTCMonth() + 1}月${at.getUTCDate()}日`,
  }
}

export type Tone = 'good' | 'info' | 'attention' | 'bad' | 'quiet'

/** How a day stands, shortly. */
export function stateOf({ state, open, isLate }: Day): { label: string; tone: Tone } {
  switch (state) {
    case 'wanted':
      return { label: '在对', tone: 'quiet' }
    case 'failed':
      return { label: '没对成', tone: 'bad' }
    case 'open':
      return { label: `${open} 处`, tone: 'attention' }
    case 'chased':
      return { label: '在追', tone: 'info' }
    case 'notOut':
      return { label: '还没出账', tone: 'quiet' }
    case 'never':
      return { label: '没对过', tone: 'quiet' }
    case 'agreed':
      return { label: isLate ? '补对上' : '对上了', tone: 'good' }
  }
}

/** The day to look at first: the latest somebody has to look at, else the latest that was compared, else the last. */
export function dayToShow({ days, openDays }: Days): string {
  const shown = new Set(days.map(({ day }) => day))
  const open = openDays.find(({ day }) => shown.has(day))
  const compared = days.findLast(({ state }) => state !== 'notOut' && state !== 'never')
  return open?.day ?? compared?.day ?? days.at(-1)?.day ?? ''
}

/** Days with something open that are not among those shown, the latest first. */
export function openElsewhere({ days, openDays }: Days): Days['openDays'] {
  const shown = new Set(days.map(({ day }) => day))
  return openDays.filter(({ day }) => !shown.has(day))
}

/** 四处不一样: 2 处已处理，1 处自动在追，1 处要人看 */
export function summaryOf(differences: WholeDay['differences']): { title: string; note: string } {
  const count = (state: WholeDay['differences'][number]['state']) =>
    differences.filter((one) => one.state === state).length
  const parts = [
    [count('settled'), '已处理'],
    [count('chased'), '自动在追'],
    [count('open'), '要人看'],
  ] as const
  return {
    title: differences.length === 0 ? '没有差异' : `${differences.length} 处不一样`,
    note: parts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} 处${what}`])).join('，'),
  }
}

export interface SumRow {
  what: string
  note: string
  /** On either side; null where it is not known. */
  theirs: number | null
  ours: number | null
  theirCount: number | null
  ourCount: number | null
}

/** Both sides of a day, row by row. */
export function sumRows({ bill, ours, account, elsewhere }: WholeDay): SumRow[] {
  if (bill === null) return []
  const rows: SumRow[] = [
    {
      what: '收款',
      note: '交易账单',
      ...{ theirs: bill.paidFen, theirCount: bill.paid },
      ...{ ours: ours?.paidFen ?? null, ourCount: ours?.paid ?? null },
    },
    {
      what: '退款',
      note: '交易账单，按受理那天',
      ...{ theirs: bill.refundedFen, theirCount: bill.refunds },
      ...{ ours: ours?.refundedFen ?? null, ourCount: ours?.refunds ?? null },
    },
  ]
  if (account !== null) {
    rows.push({
      what: '进账户',
      note: elsewhere === null ? '资金账单，不含手续费' : '资金账单，含别的店',
      ...{ theirs: account.fundFen, ours: account.tradeFen, theirCount: null, ourCount: null },
    })
  }
  return rows
}
