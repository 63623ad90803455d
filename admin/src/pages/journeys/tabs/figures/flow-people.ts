import { allWays, nameOf } from '../../graph/ways.ts'
import { end, entry, type Journey } from '../../graph/written.ts'

/** People at one step: who came, who is still there, who left otherwise than by a way. */
export interface Passed {
  id: string
  came: number
  there: number
  left: number
}

/**
 * How many went along each way, as far as it follows from who came where: a step with one way in tells that way, and what
 * is left of a step tells its last way out. Ways nothing is known of are not in it.
 */
export function peopleOnWays(
  journey: Journey,
  entered: number,
  steps: readonly Passed[],
): Map<string, number> {
  const at = new Map(steps.map((step) => [step.id, step]))
  const ways = allWays(journey)
  const known = new Map<string, number>()
  const isKnown = (from: string) => ways.filter((way) => way.from === from && !known.has(nameOf(way)))
  for (const way of ways) {
    if (way.from === entry) known.set(nameOf(way), entered)
    else if (way.to !== end && ways.filter(({ to }) => to === way.to).length === 1) {
      known.set(nameOf(way), at.get(way.to)?.came ?? 0)
    }
  }
  for (let hasMore = true; hasMore; ) {
    hasMore = false
    for (const { id, came, there, left } of steps) {
      const [only, ...others] = isKnown(id)
      if (!only || others.length > 0) continue
      const gone = ways
        .filter((way) => way.from === id)
        .reduce((sum, way) => sum + (known.get(nameOf(way)) ?? 0), 0)
      known.set(nameOf(only), Math.max(0, came - there - left - gone))
      hasMore = true
    }
    for (const { id, came } of steps) {
      const into = ways.filter(({ to }) => to === id)
      const open = into.filter((way) => !known.has(nameOf(way)))
      const [only] = open
      if (!only || open.length > 1) continue
      const others = into.reduce((sum, way) => sum + (known.get(nameOf(way)) ?? 0), 0)
      known.set(nameOf(only), Math.max(0, came - others))
      hasMore = true
    }
  }
  return known
}

/** Width of a way by its people, 2 to 26. */
export function widthOf(people: number, most: number): number {
  return most === 0 ? 2 : 2 + Math.round((24 * people) / most)
}
