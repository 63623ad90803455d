import { dayInWords, momentInWords } from '../../design/times.ts'

export interface Group<Line> {
  /** 今天, 昨天, 更早 */
  label: string
  /** 12月3日; none of 更早, whose lines each say their day. */
  day: string | null
  lines: { line: Line; when: string }[]
}

const near = ['今天', '昨天']

/** Lines, newest first, by day as people speak of it. */
export function groupByDay<Line extends { at: string }>(lines: readonly Line[], now: Date): Group<Line>[] {
  const groups: Group<Line>[] = []
  for (const line of lines) {
    const moment = new Date(line.at)
    const [day = '', time = ''] = momentInWords(moment, now).split(' ')
    const isNear = near.includes(day)
    const label = isNear ? day : '更早'
    if (groups.at(-1)?.label !== label) {
      groups.push({ label, day: isNear ? dayInWords(moment, now) : null, lines: [] })
    }
    groups.at(-1)?.lines.push({ line, when: isNear ? time : dayInWords(moment, now) })
  }
  return groups
}
