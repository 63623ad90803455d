import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import { matchesProps } from '../../audience/evaluate.ts'
import { endOfSpan } from '../../language/span.ts'
import { type Awaited, awaitedIn, type WaitForStep, windowOf } from '../../language/steps/wait-for.ts'
import { runValuesOf } from '../run-values.ts'
import { shortened, type WaitingRun } from './shortened.ts'
import type { Planner, Situation } from './situation.ts'

type Waiting = WaitingRun & Pick<Run, '_id' | 'lookFrom' | 'used' | 'entry' | 'answer' | 'vars'>

/**
 * The way of the earliest event of the window, `no` when its time is over, else stay and listen. Of two events of one moment,
 * and of two ways one event answers, the way written first wins.
 */
export const planWaitFor: Planner<'waitFor'> = (step, situation) => {
  const [first] = answersAmong(step, situation)
  if (first !== undefined) {
    return { effects: [], move: { kind: 'goto', stepId: first.to, because: first.event } }
  }
  const already = awaitedIn(step).find(({ on }) => isSoAlready(on, situation))
  if (already !== undefined) return { effects: [], move: { kind: 'goto', stepId: already.to } }
  const until = deadlineOf(step, situation.run)
  return {
    effects: [],
    move:
      until > situation.now
        ? { kind: 'stay', until, listens: awaitedNames(step) }
        : { kind: 'goto', stepId: step.no },
  }
}

/** What happened and where it leads, earliest first. */
function answersAmong(
  step: WaitForStep,
  { run, events, now }: Situation,
): { event: KeluEvent; to: string }[] {
  return awaitedIn(step)
    .flatMap(({ on, to }) =>
      events
        .filter((event) => isInTime(step, run, event) && isAwaited(on, run, event, now))
        .map((event) => ({ event, to })),
    )
    .sort((one, other) => one.event.at.getTime() - other.event.at.getTime())
}

/** The names of all events the step waits for, each once. */
export function awaitedNames(step: WaitForStep): string[] {
  return [...new Set(awaitedIn(step).map(({ on }) => nameOf(on)))]
}

const nameOf = (on: Awaited): string => (on.kind === 'event' ? on.event : `segment.${on.change}`)

/** The wait ends here; an event of this very instant still counts. */
export function deadlineOf(step: WaitForStep, run: WaitingRun): Date {
  return shortened(endOfSpan(run.enteredStepAt, windowOf(step)), run)
}

/**
 * Whether an event is what the run waits for. Callbacks give times in whole seconds, so what happened in the very second
 * the wait began may look earlier than it: the window opens with that second. An event that moved the run on before is not
 * counted again.
 */
export function answersWait(step: WaitForStep, run: Waiting, event: KeluEvent, now: Date): boolean {
  return isInTime(step, run, event) && awaitedIn(step).some(({ on }) => isAwaited(on, run, event, now))
}

function isInTime(step: WaitForStep, run: Waiting, event: KeluEvent): boolean {
  const opensMs = Math.floor(run.lookFrom.getTime() / 1_000) * 1_000
  return event.at.getTime() >= opensMs && event.at <= deadlineOf(step, run)
}

function isAwaited(on: Awaited, run: Waiting, event: KeluEvent, now: Date): boolean {
  return event.name === nameOf(on) && !run.used.includes(event._id) && isAbout(on, run, event, now)
}

function isAbout(on: Awaited, run: Waiting, event: KeluEvent, now: Date): boolean {
  if (on.kind === 'segment') return event.props.segment === on.segment
  if (on.of !== undefined) {
    const touchId = event.props.touchId
    if (typeof touchId !== 'string') return false
    if (!on.of.some((sendId) => touchId.startsWith(`${run._id}:${sendId}:`))) return false
  }
  return on.where === undefined || matchesProps(on.where, event.props, now, runValuesOf(run))
}

/** Someone who is in the segment when the wait begins need not enter it again. */
function isSoAlready(on: Awaited, situation: Situation): boolean {
  return on.kind === 'segment' && situation.inSegment(on.segment) === (on.change === 'entered')
}
