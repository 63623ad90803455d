import { nameOf, waysOf } from './ways.ts'
import { end, firstOf, type Journey, stepsOf } from './written.ts'

/** A line of the list of steps: a step, where a lane begins, or where one goes on with a step told before. */
export type Line =
  | { kind: 'step'; id: string; depth: number }
  | { kind: 'lane'; label: string; way: string; depth: number }
  | { kind: 'on'; to: string; depth: number }

/** The steps from top to bottom; the ways out of a step with several are lanes below it. */
export function linesOf(journey: Journey): Line[] {
  const steps = stepsOf(journey)
  const told = new Set<string>()
  const lines: Line[] = []

  function tell(from: string, depth: number): void {
    for (let id = from; ; ) {
      const step = steps[id]
      if (step === undefined) return
      if (told.has(id)) {
        lines.push({ kind: 'on', to: id, depth })
        return
      }
      told.add(id)
      lines.push({ kind: 'step', id, depth })
      const ways = waysOf(id, step)
      const [only] = ways
      if (only === undefined) return
      if (ways.length > 1) {
        for (const way of ways) {
          const { label, to } = way
          lines.push({ kind: 'lane', label, way: nameOf(way), depth: depth + 1 })
          if (to === end) lines.push({ kind: 'on', to: end, depth: depth + 1 })
          else tell(to, depth + 1)
        }
        return
      }
      id = only.to
    }
  }

  tell(firstOf(journey), 0)
  return lines
}
