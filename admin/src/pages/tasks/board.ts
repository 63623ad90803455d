import type { AnswerOf } from '../../api/operations.ts'

export type Board = AnswerOf<'get', '/tasks'>
export type Person = Board['items'][number]
export type Card = Person['cards'][number]
export type TaskView = AnswerOf<'get', '/tasks/{code}'>
export type Clock = Person['clock']
export type Column = Card['column']

export const columns: { key: Column; label: string }[] = [
  { key: 'late', label: '晚了' },
  { key: 'waiting', label: '等人接' },
  { key: 'working', label: '跟进中' },
  { key: 'done', label: '今天完成' },
]

const minuteMs = 60_000
const soonMs = 10 * minuteMs

/** A card where it stands at this moment: its clock goes on between two answers of the server. */
export interface TickingCard extends Card {
  /** The holder; null while nobody has it. */
  holder: Pick<Person, 'userid' | 'name'> | null
  tone: 'late' | 'soon' | 'calm'
  /** 剩 9 分 · 晚了 1 小时 12 分 · 今天 18:00 前 */
  when: string
}

/** What is left at `now` of a deadline that had `leftMs` at `asOf`: its clock stands outside of working time. */
export function leftAt(leftMs: number, clock: Clock, asOf: Date, now: Date): number {
  const passed = now.getTime() - asOf.getTime()
  if (passed <= 0) return leftMs
  if (clock.changesAt === null) return clock.runs ? leftMs - passed : leftMs
  const untilChange = Math.max(0, new Date(clock.changesAt).getTime() - asOf.getTime())
  return leftMs - (clock.runs ? Math.min(passed, untilChange) : Math.max(0, passed - untilChange))
}

/** The card as it reads now. */
export function tick(
  card: Card,
  holder: TickingCard['holder'],
  clock: Clock,
  asOf: Date,
  now: Date,
  inWords: (moment: Date, now: Date) => string,
): TickingCard {
  if (card.column === 'done') {
    return { ...card, holder, tone: 'calm', when: card.doneAt ? inWords(new Date(card.doneAt), now) : '' }
  }
  if (card.deadline === null || card.leftMs === null) {
    return { ...card, holder, tone: 'calm', when: card.state === 'offered' ? '卡片还没送到' : '' }
  }
  const at = new Date(card.deadline.at)
  const isAppointment = card.deadline.to === 'lookAgain'
  const left = isAppointment ? at.getTime() - now.getTime() : leftAt(card.leftMs, clock, asOf, now)
  const column = left < 0 ? 'late' : card.column
  if (left < 0) return { ...card, column, holder, tone: 'late', when: `晚了 ${spanWords(-left)}` }
  if (isAppointment) return { ...card, column, holder, tone: 'calm', when: `约了 ${inWords(at, now)}` }
  const tone = left <= soonMs ? 'soon' : 'calm'
  const isCounted = card.deadline.to === 'accept' || tone === 'soon'
  return {
    ...card,
    column,
    holder,
    tone,
    when: isCounted ? `剩 ${spanWords(left)}` : `${inWords(at, now)} 前`,
  }
}

/** 9 分 · 1 小时 12 分 · 3 小时 · 26 小时: whole minutes, one at least. */
export function spanWords(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / minuteMs))
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} 分`
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`
}

export function inColumn(cards: readonly TickingCard[], column: Column): TickingCard[] {
  return cards.filter((card) => card.column === column)
}

/** Late first, then by what ends first; what has no deadline yet comes last. */
export function byUrgency(cards: readonly TickingCard[]): TickingCard[] {
  const order: Column[] = columns.map(({ key }) => key)
  const endOf = ({ deadline }: Card) => deadline?.at ?? '9'
  return [...cards].sort(
    (a, b) => order.indexOf(a.column) - order.indexOf(b.column) || (endOf(a) < endOf(b) ? -1 : 1),
  )
}

/** 全天 is nobody's word for a shift: what is known are the hours of the day. */
export function shiftWords({ shift, hours }: Pick<Person, 'shift' | 'hours'>): string {
  if (shift === 'leave') return '请假，不派新的'
  if (shift === 'off') return '今天休息'
  if (shift === 'over') return `${hours} · 已下班`
  return shift === 'later' ? `${hours} · 还没上班` : hours
}

/** What becomes of the card there is, and how long the next one has: said before it is done. */
export function consequence(view: Pick<TaskView, 'holder' | 'oldCard' | 'acceptMs'>, to: string): string {
  const old = view.holder ? `${view.holder.name}的卡片变成「${view.oldCard}」，` : ''
  return `${old}${to}有 ${spanWords(view.acceptMs)}接受，只算工作时间。`
}
