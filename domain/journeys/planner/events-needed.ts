import type { Run } from '../../../models/run.ts'
import { historyMs } from '../../audience/evaluate.ts'
import type { StepDefinition } from '../../language/journey.ts'
import type { Rule } from '../../language/rule.ts'
import type { WaitingRun } from './shortened.ts'
import { awaitedNames, deadlineOf } from './wait-for.ts'

/**
 * Which events a step must see to be planned; null when it can do without, which is what keeps large batches fast. A
 * `waitFor` needs none on arrival: the runner looks for them once the waiting state is stored. One for several things always
 * looks: what happened first wins, and that need not be what was heard of first.
 */
export function eventsNeeded(
  step: StepDefinition | undefined,
  run: Pick<Run, 'lookFrom'> & WaitingRun,
  now: Date,
  namesOf: (rule: Rule) => string[],
): { names: string[]; since: Date } | null {
  if (step?.kind === 'waitFor' && ('any' in step || deadlineOf(step, run) <= now)) {
    return { names: awaitedNames(step), since: lookBackOf(run) }
  }
  if (step?.kind !== 'branch' && step?.kind !== 'coupon') return null
  const names = [...new Set((step.cases ?? []).flatMap(({ when }) => namesOf(when)))]
  return names.length === 0 ? null : { names, since: new Date(now.getTime() - historyMs) }
}

/** From when on a waiting run looks for its event; the whole second counts, see `answersWait`. */
export function lookBackOf(run: Pick<Run, 'lookFrom'>): Date {
  return new Date(run.lookFrom.getTime() - 1_000)
}
