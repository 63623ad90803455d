export interface Size {
  width: number
  height: number
}

/** Paths of a small trend: the line, and what lies below it. One day alone is a level line; none are nothing. */
export function lineOf(days: readonly number[], { width, height }: Size): { line: string; below: string } {
  if (days.length === 0) return { line: '', below: '' }
  const most = Math.max(1, ...days)
  // The line is 1.5 wide and is not cut at the top.
  const y = (people: number) => round(height - 1 - (people / most) * (height - 2))
  const values = days.length === 1 ? [days[0] ?? 0, days[0] ?? 0] : days
  const points = values.map((people, at) => `${round((at / (values.length - 1)) * width)} ${y(people)}`)
  const line = `M ${points.join(' L ')}`
  return { line, below: `${line} L ${width} ${height} L 0 ${height} Z` }
}

const round = (value: number): number => Math.round(value * 10) / 10
