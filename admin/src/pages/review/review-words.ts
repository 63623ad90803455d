import type { AnswerOf } from '../../api/operations.ts'
import { figure, money } from '../../design/numbers.ts'

export type Report = AnswerOf<'get', '/review'>
export type Sheet = Report['sheets'][number]
export type Cell = Sheet['rows'][number]['cells'][number]
export type About = NonNullable<Sheet['rows'][number]['about']>

/** What a cell says; – of what does not apply. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === '') return '–'
  if (typeof cell === 'string') return cell
  return typeof cell === 'number' ? figure(cell) : money(cell.fen)
}

/** Figures stand at the end of their column, words at its beginning. */
export function isFigure(sheet: Sheet, column: number): boolean {
  const cells = sheet.rows.map(({ cells: all }) => all[column] ?? null).filter((cell) => cell !== null)
  return cells.length > 0 && cells.every((cell) => typeof cell !== 'string' || /^[\d.]+%$|^–$/.test(cell))
}

/** The page of what a row is about. */
export function placeOf({ kind, id, place }: About): string {
  switch (kind) {
    case 'flow':
      return `/journeys/${id}`
    case 'content':
      return `/content/${id}`
    case 'alert':
      return `/alerts/${encodeURIComponent(id)}`
    case 'test':
      return `/experiments/${id}/${place}`
    case 'campaign':
      return `/campaigns/${id}`
  }
}

/** What the address asks for: a campaign, days by name, or from one day to another. */
export interface Asked {
  campaign?: string
  period?: string
  from?: string
  to?: string
}

const day = /^\d{4}-\d{2}-\d{2}$/

export function askedIn(query: Record<string, unknown>, isPeriod: (name: unknown) => boolean): Asked {
  const { campaign, period, from, to } = query
  if (typeof campaign === 'string' && campaign !== '') return { campaign }
  if (typeof from === 'string' && typeof to === 'string' && day.test(from) && day.test(to))
    return { from, to }
  return { period: isPeriod(period) ? String(period) : 'last30' }
}
