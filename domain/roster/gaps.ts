import type { LocalWindow } from '../local-time.ts'

/** What of a stretch of the day nobody covers, in order. */
export function gapsIn(open: LocalWindow, covered: readonly LocalWindow[]): LocalWindow[] {
  const gaps: LocalWindow[] = []
  let reached = open.fromMinute
  for (const { fromMinute, toMinute } of [...covered].sort((a, b) => a.fromMinute - b.fromMinute)) {
    if (fromMinute > reached && reached < open.toMinute)
      gaps.push({ fromMinute: reached, toMinute: Math.min(fromMinute, open.toMinute) })
    reached = Math.max(reached, toMinute)
  }
  if (reached < open.toMinute) gaps.push({ fromMinute: reached, toMinute: open.toMinute })
  return gaps
}
