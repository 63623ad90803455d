import type { JourneyDefinition, StepDefinition } from '../language/journey.ts'
import { END } from '../language/names.ts'
import { waysOf } from '../language/step.ts'
import { windowOf } from '../language/steps/wait-for.ts'

const dayMs = 86_400_000
const longestMonthMs = 31 * dayMs
const weekMs = 7 * dayMs

/**
 * How long the waits behind a step last at most, ms, whichever way somebody goes on from it. Null where nobody can tell: a wait
 * for a date of each customer, or a way that leads back.
 */
export function longestBehind({ steps }: Pick<JourneyDefinition, 'steps'>, stepId: string): number | null {
  const known = new Map<string, number | null>()
  const onTheWay = new Set<string>()

  function behind(id: string): number | null {
    const before = known.get(id)
    if (before !== undefined) return before
    const step = steps[id]
    if (step === undefined || onTheWay.has(id)) return null
    onTheWay.add(id)
    let longest: number | null = 0
    for (const { to } of waysOf(step)) {
      const next = to === END ? 0 : through(to)
      longest = longest === null || next === null ? null : Math.max(longest, next)
    }
    onTheWay.delete(id)
    known.set(id, longest)
    return longest
  }

  function through(id: string): number | null {
    const step = steps[id]
    const own = step === undefined ? null : lastsAtMost(step)
    const rest = behind(id)
    return own === null || rest === null ? null : own + rest
  }

  return behind(stepId)
}

function lastsAtMost(step: StepDefinition): number | null {
  if (step.kind === 'waitFor') {
    const span = windowOf(step)
    return 'ms' in span ? span.ms : span.months * longestMonthMs
  }
  if (step.kind !== 'wait') return 0
  const { wait, on, between } = step
  const until = (on === undefined ? 0 : weekMs) + (between === undefined ? 0 : dayMs)
  switch (wait.kind) {
    case 'for':
      return wait.ms + until
    case 'months':
      return wait.months * longestMonthMs + until
    case 'nothing':
      return until
    case 'trait':
    case 'at':
      return null
  }
}
