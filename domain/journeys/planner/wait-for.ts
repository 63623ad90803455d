import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import { matchesProps } from '../../audience/evaluate.ts'
import type { Awaited, WaitForStep } from '../../language/steps/wait-for.ts'
import type { Planner, Situation } from './situation.ts'

type Waiting = Pick<Run, '_id' | 'enteredStepAt' | 'lookFrom' | 'used'>

/** `yes` with the earliest event of the window, `no` when its time is over, else stay and listen. */
export const planWaitFor: Planner<'waitFor'> = (step, situation) => {
  const because = situation.events
    .filter((event) => answersWait(step, situation.run, event, situation.now))
    .sort((a, b) => a.at.getTime() - b.at.getTime())[0]
  if (because !== undefined) return { effects: [], move: { kind: 'goto', stepId: step.yes, because } }
  if (isSoAlready(step.on, situation)) return { effects: [], move: { kind: 'goto', stepId: step.yes } }
  const until = deadlineOf(step, situation.run)
  return {
    effects: [],
    move:
      until > situation.now
        ? { kind: 'stay', until, listens: [awaitedName(step.on)] }
        : { kind: 'goto', stepId: step.no },
  }
}

export function awaitedName(on: Awaited): string {
  return on.kind === 'event' ? on.event : `segment.${on.change}`
}

/** The wait ends here; an event of this very instant still counts. */
export function deadlineOf(step: WaitForStep, run: Pick<Run, 'enteredStepAt'>): Date {
  return new Date(run.enteredStepAt.getTime() + step.withinMs)
}

/**
 * Whether an event is what the run waits for. Callbacks give times in whole seconds, so what happened in the very second
 * the wait began may look earlier than it: the window opens with that second. An event that moved the run on before is not
 * counted again.
 */
export function answersWait(step: WaitForStep, run: Waiting, event: KeluEvent, now: Date): boolean {
  const opensMs = Math.floor(run.lookFrom.getTime() / 1_000) * 1_000
  if (event.at.getTime() < opensMs || event.at > deadlineOf(step, run)) return false
  return (
    event.name === awaitedName(step.on) && !run.used.includes(event._id) && isAbout(step.on, run, event, now)
  )
}

function isAbout(on: Awaited, run: Waiting, event: KeluEvent, now: Date): boolean {
  if (on.kind === 'segment') return event.props.segment === on.segment
  if (on.of !== undefined) {
    const touchId = event.props.touchId
    if (typeof touchId !== 'string') return false
    if (!on.of.some((sendId) => touchId.startsWith(`${run._id}:${sendId}:`))) return false
  }
  return on.where === undefined || matchesProps(on.where, event.props, now)
}

/** Someone who is in the segment when the wait begins need not enter it again. */
function isSoAlready(on: Awaited, situation: Situation): boolean {
  return on.kind === 'segment' && situation.inSegment(on.segment) === (on.change === 'entered')
}
