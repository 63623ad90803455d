const inShanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
})

/** `2026-12` */
export function monthOf(moment: Date): string {
  return inShanghai.format(moment).slice(0, 7)
}

/** The month so many after that one. */
export function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7)
}

/** The days in rows of a week, Monday first; null before the first and behind the last. */
export function weeksOf<Day extends { day: string }>(days: readonly Day[]): (Day | null)[][] {
  const first = days[0]
  if (!first) return []
  const before = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7
  const cells: (Day | null)[] = [...Array.from({ length: before }, () => null), ...days]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

interface Marked {
  day: string
  festivals: readonly string[]
  silent: string | null
  official: 'off' | 'work' | null
  holiday: string | null
}

/** What is marked in a month, in words: 1–3 日 元旦放假 · 4 日 补班 · 14 日 情人节. */
export function namedDays(days: readonly Marked[]): string[] {
  const lines: { from: number; to: number; says: string }[] = []
  for (const { day, festivals, silent, official, holiday } of days) {
    const date = Number(day.slice(8))
    const says = [
      ...(official === 'off' ? [`${holiday ?? ''}放假`] : official === 'work' ? ['补班'] : []),
      ...(silent === null ? [] : [`静默日：${silent}`]),
      ...festivals,
    ]
    for (const each of says) {
      const before = lines.findLast((line) => line.says === each)
      if (before?.to === date - 1) before.to = date
      else lines.push({ from: date, to: date, says: each })
    }
  }
  return lines.map(({ from, to, says }) => `${from === to ? from : `${from}–${to}`} 日 ${says}`)
}

const weekdayNames = ['日', '一', '二', '三', '四', '五', '六']

/** 9月25日 周五 */
export function dayText(day: string): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}月${date}日 周${weekdayNames[new Date(`${day}T00:00:00Z`).getUTCDay()]}`
}
