import type { Run } from '../../models/run.ts'
import type { Place } from '../../models/steered-runs.ts'
import type { JourneyDefinition } from '../language/journey.ts'

/**
 * Where a run stands in another version once it is moved there. Who waits goes on waiting: what has passed of a wait of the same
 * kind has passed. A step of the same name does not take effect twice, but a message is written anew.
 */
export function placeIn(
  run: Run,
  to: { left: JourneyDefinition; next: JourneyDefinition; stepId: string; versionId: string; now: Date },
): Place {
  const { stepId, versionId, now } = to
  const kind = to.left.steps[run.stepId]?.kind
  const isSameKind = kind === to.next.steps[stepId]?.kind
  const isWait = kind === 'wait' || kind === 'waitFor'
  const goesOn = isSameKind && stepId === run.stepId && kind !== 'send'
  const visit = goesOn ? run.visit : (run.visits[stepId] ?? 0) + 1
  // Time passes in a wait, so what is looked back on begins anew after one.
  const lookFrom = (isWait && !isSameKind) || run.lookFrom > now ? now : run.lookFrom
  return {
    versionId,
    stepId,
    visit,
    visits: { ...run.visits, [stepId]: visit },
    enteredStepAt: isWait && isSameKind ? run.enteredStepAt : now,
    lookFrom,
    // What there is to do there is planned anew.
    dueAt: now,
  }
}
