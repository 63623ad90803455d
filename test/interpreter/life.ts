import { dueDate, looksAt, timesOf } from './occasions.ts'
import { createPerson, quiet, type Tale } from './person.ts'
import { asks, type Happened, holds, holdsFor } from './rules.ts'
import { answers, takeStep, type World } from './steps.ts'
import { arrive, type Explained, isOver, isSince, leave, visitOf, type Walk } from './walk.ts'
import { dayMs, duration } from './words.ts'
import type { Exit, Journey, Message, Segment, Somebody } from './written.ts'

export interface Case {
  journey: Journey
  segments: readonly Segment[]
  messages: readonly Message[]
}

const tells: Record<string, string> = {
  'customer.tag_added': 'tag',
  'customer.tag_removed': 'tag',
  'customer.trait_changed': 'trait',
  'segment.entered': 'segment',
  'segment.left': 'segment',
}
/** An older event begins nothing. */
const freshMs = 3 * dayMs

export type Life = ReturnType<typeof createLife>

/**
 * One person and one journey, read as the language says and as slowly as it can be: whatever happens is dealt with at once,
 * and so is what follows from it, before anything else. `chance` stands for what is drawn by lot.
 */
export function createLife(
  { journey, segments, messages }: Case,
  somebody: Somebody,
  given: { id: string; begun: Date; chance(about: string): number },
) {
  const walks: Walk[] = []
  const entries = new Map<string, Walk[]>()
  const heard = new Set<string>()
  const moves = new Map<string, number>()
  const person = createPerson(somebody, given.begun)
  const { known } = person
  for (const { segment, kind, rule } of segments) {
    if (kind === 'live' && holds(rule, { of: known, now: given.begun, segments })) known.segments.add(segment)
  }
  let made = 0
  let lookedAt = given.begun

  const world: World = {
    journey,
    somebody,
    known,
    segments,
    messages,
    sent: [],
    chance: given.chance,
    change: (change, now) => tell(person.change(change), now),
    countGoal(walk, at, fen) {
      walk.record.goal ??= `${at.toISOString()} ${fen ?? '-'}`
    },
    happens: (name, props, now) => happens({ id: `own:${++made}`, name, at: now, props }, now),
  }

  function tell(tales: readonly Tale[], now: Date): void {
    for (const { name, props } of tales) world.happens(name, props, now)
  }

  function happens(event: Happened, now: Date): void {
    if (heard.has(event.id)) return
    heard.add(event.id)
    known.happened.push(event)
    const tales = person.learnFrom(event)
    for (const walk of walks)
      if (!isOver(walk) && endsWith(event, walk, now)) leave(walk, `exit:${event.name}`, now)
    moveSegments(event, now)
    for (const walk of walks) meetGoal(event, walk, now)
    for (const walk of walks) resume(event, walk, now)
    enterBy(event, now)
    tell(tales, now)
  }

  function endsWith(event: Happened, walk: Walk, now: Date): boolean {
    if (walk.cause === event.id || !isSince(walk.startedAt, event.at)) return false
    return (journey.exit ?? []).some((exit) => isExit(exit, event, walk, now))
  }

  function meetGoal(event: Happened, walk: Walk, now: Date): void {
    const { goal } = journey
    if (goal === undefined || goal.event !== event.name || walk.cause === event.id) return
    const isInTime =
      isSince(walk.startedAt, event.at) &&
      event.at.getTime() <= walk.startedAt.getTime() + duration(goal.within)
    if (!isInTime || (goal.where !== undefined && !holdsFor(goal.where, event.props, now, walk.said))) return
    // What was for nothing was never a purchase.
    if (event.name === 'order.paid' && !(Number(event.props.amountFen) > 0)) return
    const fen = goal.value === undefined ? undefined : event.props[goal.value]
    world.countGoal(walk, event.at, typeof fen === 'number' ? fen : undefined)
  }

  function resume(event: Happened, walk: Walk, now: Date): void {
    const step = journey.steps[walk.step]
    if (isOver(walk) || walk.due === null || step === undefined || !('waitFor' in step)) return
    if (!answers(step, walk, event, now)) return
    goOn(walk, now)
  }

  function moveSegments(event: Happened, now: Date): void {
    const about = tells[event.name]
    if (about === 'segment') {
      const segment = String(event.props.segment)
      const isIn = event.name === 'segment.entered'
      if (known.segments.has(segment) === isIn) return
      if (isIn) known.segments.add(segment)
      else known.segments.delete(segment)
    }
    const subject = about === undefined ? `event ${event.name}` : `${about} ${event.props[about]}`
    for (const { segment, kind, rule } of segments) {
      const isQuiet = about === undefined && quiet.some((trait) => asks(rule, `trait ${trait}`, segments))
      if (kind === 'live' && (isQuiet || asks(rule, subject, segments))) moveBy(segment, now)
    }
  }

  /** In or out, as the rule of a live segment says now. */
  function moveBy(id: string, now: Date): void {
    const rule = segments.find(({ segment }) => segment === id)?.rule
    const isIn = known.segments.has(id)
    if (rule === undefined || holds(rule, { of: known, now, segments }) === isIn) return
    const n = (moves.get(id) ?? 0) + 1
    moves.set(id, n)
    const name = isIn ? 'segment.left' : 'segment.entered'
    happens({ id: `segment:${id}:${n}`, name, at: now, props: { segment: id } }, now)
  }

  function enterBy(event: Happened, now: Date): void {
    const { entry } = journey
    if (now.getTime() - event.at.getTime() > freshMs) return
    if ('segment' in entry && event.name === 'segment.entered' && event.props.segment === entry.segment) {
      enter(event.id, now, event)
    }
    if (!('event' in entry) || entry.event !== event.name) return
    if (entry.where === undefined || holdsFor(entry.where, event.props, now)) enter(event.id, now, event)
  }

  function enter(cause: string, now: Date, event?: Happened): void {
    const { entry } = journey
    if (entry.when !== undefined && !holds(entry.when, { of: known, now, segments })) return
    const key = 'key' in entry && entry.key !== undefined ? entry.key : null
    const value = key === null ? '' : event?.props[key]
    if (value === undefined) return
    const entryId = [journey.journey, given.id, ...(key === null ? [] : [String(value)])].join(':')
    const before = entries.get(entryId) ?? []
    const last = before.at(-1)
    if (before.some((walk) => walk.cause === cause) || (last !== undefined && !mayAgain(last, now))) return
    const walk: Walk = {
      id: `${entryId}:${before.length + 1}`,
      cause,
      startedAt: now,
      heldOut: given.chance(`holdout:${journey.journey}`) < (journey.holdout ?? 0),
      step: '',
      since: now,
      due: null,
      used: new Set(event === undefined ? [] : [event.id]),
      visits: new Map(),
      said: { entry: event?.props ?? {}, answer: {} },
      waits: null,
      record: { path: [], sends: {}, given: [] },
    }
    entries.set(entryId, [...before, walk])
    walks.push(walk)
    arriveAt(walk, Object.keys(journey.steps)[0] as string, now)
    goOn(walk, now)
  }

  function mayAgain(last: Walk, now: Date): boolean {
    const again = journey.entry.again ?? 'never'
    if (!isOver(last) || again === 'never') return false
    return (
      again === 'always' || now.getTime() >= last.startedAt.getTime() + duration(again.slice('after '.length))
    )
  }

  function arriveAt(walk: Walk, step: string, now: Date): void {
    if (step === 'end') leave(walk, 'completed', now)
    else arrive(walk, step, now)
  }

  /** Step after step, until they wait or leave. What a step causes may have ended the passage meanwhile. */
  function goOn(walk: Walk, now: Date): void {
    walk.due = null
    while (!isOver(walk)) {
      const step = journey.steps[walk.step]
      if (step === undefined) throw new Error(`no step ${walk.step}`)
      const way = takeStep(step, walk, world, now)
      if (isOver(walk)) return
      if ('leave' in way) leave(walk, way.leave, now)
      else if ('to' in way) arriveAt(walk, way.to, now)
      else {
        walk.due = way.stay
        return
      }
    }
  }

  /** Those for whom time alone begins the journey, since it was asked last. */
  function enterByTime(now: Date): void {
    const { entry } = journey
    const after = lookedAt
    if ('schedule' in entry) {
      const at = timesOf(entry.schedule, after, now).at(-1)
      if (at !== undefined) enter(`time:${at.toISOString()}`, now)
    } else if ('trait' in entry) {
      const at = dueDate(entry, known.traits[entry.trait], somebody.timeZone, after, now)
      if (at !== null) enter(`time:${at.toISOString()}`, now)
    } else return
    lookedAt = now
  }

  return {
    walks,
    known,
    happens,
    change: world.change,
    enter,
    /** The daily look, at four in the morning: who is in a segment by time alone, and whose date has come. */
    look(now: Date): void {
      for (const { segment, kind } of segments) if (kind === 'live') moveBy(segment, now)
      if ('trait' in journey.entry && journey.entry.at === undefined) enterByTime(now)
    },
    /** What is due by now. */
    work(now: Date): void {
      if ('schedule' in journey.entry || ('trait' in journey.entry && journey.entry.at !== undefined)) {
        if (this.entersAt(now)) enterByTime(now)
      }
      for (const walk of walks) if (!isOver(walk) && walk.due !== null && walk.due <= now) goOn(walk, now)
    },
    /** Whether a schedule, or the daily look at a date with a time of day, has come since the last time. */
    entersAt(now: Date): boolean {
      const { entry } = journey
      if ('schedule' in entry) return timesOf(entry.schedule, lookedAt, now).length > 0
      return 'trait' in entry && entry.at !== undefined && looksAt(entry.at, lookedAt, now).length > 0
    },
    explain(now: Date): Explained {
      const { when } = journey.entry
      const isInside = walks.some((walk) => !isOver(walk))
      return {
        verdict: isInside ? 'inside' : walks.length > 0 ? 'left' : 'neverEntered',
        ...(when !== undefined && { when: holds(when, { of: known, now, segments }) }),
        heldOut: given.chance(`holdout:${journey.journey}`) < (journey.holdout ?? 0),
        stands: Object.fromEntries(
          walks.map((walk) => [
            walk.id,
            `${visitOf(walk)} ${walk.record.end ?? `till ${walk.due?.toISOString()}`}`,
          ]),
        ),
      }
    },
    nextDue: (): number =>
      Math.min(
        ...walks.map(({ due }) => due?.getTime() ?? Number.POSITIVE_INFINITY),
        Number.POSITIVE_INFINITY,
      ),
  }
}

function isExit(exit: Exit, event: Happened, { said }: Walk, now: Date): boolean {
  if ('segment' in exit) {
    return event.name === `segment.${exit.on ?? 'entered'}` && event.props.segment === exit.segment
  }
  return (
    exit.event === event.name && (exit.where === undefined || holdsFor(exit.where, event.props, now, said))
  )
}
