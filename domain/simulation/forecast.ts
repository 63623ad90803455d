import type { Channel } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { Decision, Touch } from '../../models/touch.ts'
import { isoDay } from '../local-time.ts'
import type { FollowUp, Overflow } from './follow-ups.ts'
import type { Note } from './samples.ts'

type Counts = Record<string, number>

/** What came of one step. */
export interface StepForecast {
  /** Who ever came there. */
  came: number
  /** Who is still there at the end. */
  there: number
  /** Who left the journey from here by something else than a way, by why. */
  left: Counts
  sent: number
  notSent: Counts
  /** What its messages cost. */
  fen: number
}

/** What came of the people of one 门店. */
export interface StoreForecast {
  entered: number
  /** Messages that went out, and those of them a salesperson has to confirm. */
  sent: number
  confirming: number
  notSent: number
  /** What its messages cost. */
  fen: number
  /** Follow-ups that came to somebody, and those for whom there was no place on the day. */
  tasks: number
  overflow: number
  goals: number
}

/** Somebody whose stretch is counted. */
export interface Counting {
  /** Code of the 门店 they belong to; empty = none. */
  store: string
  /** Told who counts in which figure. */
  note: Note
}

/** What came of a stretch, of all people together. */
export interface Forecast {
  /** Everybody who was looked at. */
  customers: number
  entered: number
  heldOut: number
  entriesByDay: Counts
  steps: Record<string, StepForecast>
  /** Why runs ended. */
  ended: Counts
  underWay: number
  goals: { count: number; valueFen: number }
  /** Messages that went out, by channel. */
  sent: Counts
  sms: { segments: number; fen: number }
  /** Messages that did not go out, by their final reason. */
  notSent: Counts
  /** Messages that were put off, by each reason once. */
  putOff: Counts
  /** By channel: how they were answered. */
  answers: Record<string, { failed: number; opened: number; clicked: number; replied: number }>
  /** Follow-ups by salesperson; `''` = nobody was there to take it. */
  tasks: Counts
  /** The same by local day. */
  tasksByDay: Record<string, Counts>
  /** Follow-ups for whom there was no place on the day: what became of them. Those that fell back are in no other figure. */
  overflow: Partial<Record<Overflow, number>>
  coupons: Counts
  /** By code of the 门店; those of none under the empty one. */
  stores: Record<string, StoreForecast>
  /** Steps that failed, and how often. */
  faults: Counts
}

export const emptyForecast = (): Forecast => ({
  customers: 0,
  entered: 0,
  heldOut: 0,
  entriesByDay: {},
  steps: {},
  ended: {},
  underWay: 0,
  goals: { count: 0, valueFen: 0 },
  sent: {},
  sms: { segments: 0, fen: 0 },
  notSent: {},
  putOff: {},
  answers: {},
  tasks: {},
  tasksByDay: {},
  overflow: {},
  coupons: {},
  stores: {},
  faults: {},
})

export const add = (counts: Counts, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by
}

export function countRun(forecast: Forecast, run: Run, { store, note }: Counting): void {
  const { customerId, startedAt } = run
  forecast.entered += 1
  storeOf(forecast, store).entered += 1
  note('entered', customerId, startedAt)
  if (run.holdout) forecast.heldOut += 1
  add(forecast.entriesByDay, isoDay(startedAt))
  for (const stepId of Object.keys(run.visits)) {
    stepOf(forecast, stepId).came += 1
    note(`steps.${stepId}.came`, customerId, startedAt)
  }
  if (run.state === 'active') {
    forecast.underWay += 1
    stepOf(forecast, run.stepId).there += 1
    note('underWay', customerId, run.enteredStepAt)
    note(`steps.${run.stepId}.there`, customerId, run.enteredStepAt)
  } else {
    const [reason, at] = [run.endReason ?? 'completed', run.endedAt ?? startedAt]
    add(forecast.ended, reason)
    note(`ended:${reason}`, customerId, at)
    if (reason !== 'completed') {
      add(stepOf(forecast, run.stepId).left, reason)
      note(`steps.${run.stepId}.left`, customerId, at)
    }
  }
  if (run.goalMetAt === undefined) return
  note('goals', customerId, run.goalMetAt)
  forecast.goals.count += 1
  storeOf(forecast, store).goals += 1
  forecast.goals.valueFen += run.goalValueFen ?? 0
}

function stepOf({ steps }: Forecast, stepId: string): StepForecast {
  steps[stepId] ??= { came: 0, there: 0, left: {}, sent: 0, notSent: {}, fen: 0 }
  return steps[stepId]
}

function storeOf({ stores }: Forecast, code: string): StoreForecast {
  stores[code] ??= {
    entered: 0,
    sent: 0,
    confirming: 0,
    notSent: 0,
    fen: 0,
    tasks: 0,
    overflow: 0,
    goals: 0,
  }
  return stores[code]
}

/** `segmentFen`: what an SMS segment costs. */
export function countTouch(
  forecast: Forecast,
  touch: Touch,
  { segmentFen, store: code, note }: Counting & { segmentFen: number },
): void {
  const { customerId, stepId } = touch
  const sentAt = touch.sentAt ?? touch.createdAt
  for (const reason of putOffFor(touch.decisions)) {
    add(forecast.putOff, reason)
    note(`putOff:${reason}`, customerId, touch.createdAt)
  }
  const went = touch.attempts.filter(
    ({ outcome, channel }) => outcome === 'sent' || hasFailedLater(touch, channel),
  )
  const step = stepId === undefined ? null : stepOf(forecast, stepId)
  for (const { channel, segments = 0 } of went) {
    add(forecast.sent, channel)
    note(`sent:${channel}`, customerId, sentAt)
    forecast.sms.segments += segments
    forecast.sms.fen += segments * segmentFen
    if (step !== null) step.fen += segments * segmentFen
    storeOf(forecast, code).fen += segments * segmentFen
    countAnswers(forecast, touch, channel)
  }
  if (went.length > 0) {
    const store = storeOf(forecast, code)
    store.sent += 1
    if (went.some(({ channel }) => channel === 'wecom')) store.confirming += 1
  }
  if (step !== null && went.length > 0) {
    step.sent += 1
    note(`steps.${stepId}.sent`, customerId, sentAt)
  }
  const final = touch.decisions.find((decision) => decision.final)
  if (
    final !== undefined &&
    (touch.state === 'skipped' || touch.state === 'failed' || touch.state === 'expired')
  ) {
    add(forecast.notSent, final.reason)
    storeOf(forecast, code).notSent += 1
    note(`notSent:${final.reason}`, customerId, final.at)
    if (step !== null) {
      add(step.notSent, final.reason)
      note(`steps.${stepId}.notSent`, customerId, final.at)
    }
  }
}

/** It went out, and a receipt took it back. */
function hasFailedLater({ decisions }: Touch, of: Channel): boolean {
  return decisions.some(({ gate, channel }) => gate === 'receipt' && channel === of)
}

function countAnswers(forecast: Forecast, touch: Touch, channel: Channel): void {
  forecast.answers[channel] ??= { failed: 0, opened: 0, clicked: 0, replied: 0 }
  const answers = forecast.answers[channel]
  if (hasFailedLater(touch, channel)) answers.failed += 1
  else {
    if ((touch.opens ?? 0) > 0) answers.opened += 1
    if ((touch.clicks ?? 0) > 0) answers.clicked += 1
    if (touch.state === 'replied') answers.replied += 1
  }
}

function putOffFor(decisions: readonly Decision[]): Set<string> {
  return new Set(decisions.filter(({ verdict }) => verdict === 'defer').map(({ reason }) => reason))
}

export function countTask(forecast: Forecast, task: FollowUp, { store, note }: Counting): void {
  const { staff, at, customerId, overflow } = task
  if (overflow !== undefined) {
    forecast.overflow[overflow] = (forecast.overflow[overflow] ?? 0) + 1
    storeOf(forecast, store).overflow += 1
    note(`overflow:${overflow}`, customerId, at)
  }
  if (overflow === 'fellBack') return
  storeOf(forecast, store).tasks += 1
  add(forecast.tasks, staff ?? '')
  note(`tasks:${staff ?? ''}`, customerId, at)
  const day = isoDay(at)
  forecast.tasksByDay[day] ??= {}
  add(forecast.tasksByDay[day], staff ?? '')
}
