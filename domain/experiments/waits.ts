import type { Happened, WaitBegun, WaitReader } from '../../models/wait-reader.ts'
import { matchesProps } from '../audience/evaluate.ts'
import type { Clock } from '../clock.ts'
import { versionKeyOf } from '../definitions/keys.ts'
import type { Published } from '../definitions/published.ts'
import { type DefinitionNames, namesIn } from '../definitions/sentences/names.ts'
import { describeStep } from '../definitions/sentences/steps.ts'
import { DomainError } from '../errors.ts'
import { describeDuration } from '../language/duration.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { waysOf } from '../language/step.ts'
import { type Awaited, awaitedIn, type WaitForStep } from '../language/steps/wait-for.ts'
import { createRecently } from '../recently.ts'
import { adviceOn, type WaitAdvice } from './wait-advice.ts'

/** A wait of the version in use, and what its people say about its length. */
export interface AdvisedWait extends WaitAdvice {
  stepId: string
  name: string
  /** As it is now, in words. */
  now: string
  windowMs: number
}

type AwaitedEvent = Extract<Awaited, { kind: 'event' }>

/** A wait for what people do, which only messages lead to: when it began is known of everybody. */
interface KnownWait {
  stepId: string
  step: WaitForStep
  windowMs: number
  sends: string[]
  awaited: AwaitedEvent[]
}

const dayMs = 86_400_000
/** What people did longer ago says little about now. */
const lookBackDays = 90
/** The newest; a bound on what one look reads. */
const mostPeople = 2_000
const peopleAtOnce = 500

export type Waits = ReturnType<typeof createWaits>

/** Whether waits of a journey should be shorter or longer, by what those who waited did. Test customers count nowhere. */
export function createWaits(deps: {
  published: Pick<Published, 'refresh' | 'version'>
  reader: WaitReader
  clock: Clock
  realClock: Clock
}) {
  const { published, reader, clock } = deps
  const recently = createRecently<AdvisedWait[]>({ realClock: deps.realClock })

  async function advised(journeyId: string, versionId: string): Promise<AdvisedWait[]> {
    const definition = await published.version('journey', versionId)
    if (definition === null) return []
    const names = namesIn((await published.refresh()).registry)
    const found: AdvisedWait[] = []
    for (const wait of waitsIn(definition)) {
      const advice = adviceOn(await waited(journeyId, wait))
      found.push({ ...advice, ...wordsOf(wait, definition, names) })
    }
    return found
  }

  async function waited(journeyId: string, wait: KnownWait) {
    const now = clock.now().getTime()
    const sent = await reader.sent(
      { journeyId, stepIds: wait.sends },
      {
        since: new Date(now - lookBackDays * dayMs - wait.windowMs),
        until: new Date(now - wait.windowMs),
        most: mostPeople,
      },
    )
    const people = await sameWait(onceEach(sent), wait, now)
    const delaysMs: number[] = []
    for (let from = 0; from < people.length; from += peopleAtOnce) {
      const some = people.slice(from, from + peopleAtOnce)
      const events = await happenedTo(some, wait)
      for (const one of some) {
        const delay = firstAnswer(one, wait, events.get(one.customerId) ?? [], clock.now())
        if (delay !== null) delaysMs.push(delay)
      }
    }
    return { windowMs: wait.windowMs, people: people.length, delaysMs }
  }

  /** Whose version had this very wait, and for whom it is over. */
  async function sameWait(people: WaitBegun[], wait: KnownWait, now: number): Promise<WaitBegun[]> {
    const own = JSON.stringify(meaningOf(wait.step))
    const isSame = new Map<string, boolean>()
    for (const versionId of new Set(people.flatMap((one) => one.versionId ?? []))) {
      const step = (await published.version('journey', versionId))?.steps[wait.stepId]
      isSame.set(versionId, step?.kind === 'waitFor' && JSON.stringify(meaningOf(step)) === own)
    }
    return people.filter(
      ({ versionId, sentAt }) =>
        isSame.get(versionId ?? '') === true && sentAt.getTime() + wait.windowMs <= now,
    )
  }

  async function happenedTo(people: WaitBegun[], { awaited }: KnownWait): Promise<Map<string, Happened[]>> {
    const since = new Date(Math.min(...people.map(opensAt)))
    const names = [...new Set(awaited.map(({ event }) => event))]
    const found = await reader.happened(
      people.map(({ customerId }) => customerId),
      names,
      since,
    )
    const byPerson = new Map<string, Happened[]>()
    for (const event of found) {
      const before = byPerson.get(event.customerId)
      if (before) before.push(event)
      else byPerson.set(event.customerId, [event])
    }
    return byPerson
  }

  /**
   * Those waits of the version in use of which it is known when they began; none of a journey without one.
   * @throws DomainError `journey.not_found`
   */
  return async function waitsOf(journeyId: string): Promise<AdvisedWait[]> {
    const head = (await published.refresh()).headOf('journey', journeyId)
    if (head === null) throw new DomainError('journey.not_found', { id: journeyId })
    const versionId = versionKeyOf(journeyId, head.number)
    return recently(versionId, () => advised(journeyId, versionId))
  }
}

function waitsIn({ first, steps }: JourneyDefinition): KnownWait[] {
  return Object.entries(steps).flatMap(([stepId, step]) => {
    if (step.kind !== 'waitFor' || !('withinMs' in step) || stepId === first) return []
    const before = Object.entries(steps).filter(([, each]) => waysOf(each).some(({ to }) => to === stepId))
    const awaited = awaitedIn(step).flatMap(({ on }) => (on.kind === 'event' ? [on] : []))
    const isKnown =
      before.every(([, { kind }]) => kind === 'send') && awaited.length === awaitedIn(step).length
    if (!isKnown) return []
    return [{ stepId, step, windowMs: step.withinMs, sends: before.map(([id]) => id), awaited }]
  })
}

/** What a wait is, whatever it is called and wherever it leads. */
const meaningOf = (step: WaitForStep) => [
  awaitedIn(step).map(({ on }) => on),
  'withinMs' in step && step.withinMs,
]

/** By what they were sent last. */
function onceEach(sent: readonly WaitBegun[]): WaitBegun[] {
  const newest = new Map<string, WaitBegun>()
  for (const one of sent) if (!newest.has(one.customerId)) newest.set(one.customerId, one)
  return [...newest.values()]
}

/** Callbacks give times in whole seconds: the window opens with the second of the message (domain/journeys/planner/wait-for.ts). */
const opensAt = ({ sentAt }: WaitBegun): number => Math.floor(sentAt.getTime() / 1_000) * 1_000

/** How long after the message the first thing happened that was waited for, ms; null when none did in time. */
function firstAnswer(one: WaitBegun, wait: KnownWait, events: readonly Happened[], now: Date): number | null {
  const sentMs = one.sentAt.getTime()
  const delays = events
    .filter(
      (event) =>
        event.at.getTime() >= opensAt(one) &&
        event.at.getTime() <= sentMs + wait.windowMs &&
        wait.awaited.some((on) => isAwaited(on, one, event, now)),
    )
    .map(({ at }) => Math.max(0, at.getTime() - sentMs))
  return delays.length === 0 ? null : Math.min(...delays)
}

/** A comparison with what only the passage knew is met by nobody here: then nothing is said. */
function isAwaited(
  { event, of, where }: AwaitedEvent,
  { runId }: WaitBegun,
  { name, props }: Happened,
  now: Date,
) {
  if (name !== event) return false
  if (of?.some((sendId) => String(props.touchId).startsWith(`${runId}:${sendId}:`)) === false) return false
  return where === undefined || matchesProps(where, props, now)
}

function wordsOf(
  { stepId, step, windowMs }: KnownWait,
  { steps }: JourneyDefinition,
  names: DefinitionNames,
) {
  const name = step.name ?? describeStep(step, { steps, names })
  return { stepId, name, now: describeDuration(windowMs), windowMs }
}
