import { needsTime } from '../audience/evaluate.ts'
import { isTimed } from '../journeys/timed-entries.ts'
import { nextDailyAt } from '../local-time.ts'
import type { Reactions } from './create-reactions.ts'
import { byTime, type Happening } from './happening.ts'
import type { Person } from './person.ts'
import type { Stage } from './stage.ts'

/** From `from` on, until before `to`. */
export interface Stretch {
  from: Date
  to: Date
}

/** When the daily look at what time alone changes is due, local hour of Asia/Shanghai; as jobs do. */
const dailyHour = 4

/** More turns than any sound stretch of one person takes. */
const mostTurns = 200_000

/**
 * Lets one person live through a stretch: the clock jumps from one thing that happens to the next, so that nothing is done
 * where nothing happens. What is left in the stage's memory is what came of it.
 */
export async function walk(
  stage: Stage,
  person: Person,
  stretch: Stretch,
  reactions: Reactions,
): Promise<void> {
  const { clock, memory, journeys } = stage
  place(stage, person)
  const isDaily = timeMoves(stage)
  let scanAt = isDaily ? nextDailyAt(dailyHour * 60, new Date(person.since.getTime() - 1)) : null
  const hasTimed = stage.publication.registry.journeys.some(({ entry }) => isTimed(entry))
  let coming = [...person.happenings]
  let next = 0
  /** Runs that cannot go on: asked again they would be passed over again. */
  const held = new Set<string>()

  for (let turn = 0; turn < mostTurns; turn += 1) {
    const drawn = reactions.take()
    if (drawn.length > 0) {
      coming = [...coming.slice(next), ...drawn].sort(byTime)
      next = 0
    }
    const happening = coming[next]
    const due = [...memory.runs.values()].filter(
      ({ _id, state, dueAt }) => state === 'active' && dueAt !== undefined && !held.has(_id),
    )
    const dueAt = due.reduce(
      (first, run) => Math.min(first, run.dueAt?.getTime() ?? first),
      Number.POSITIVE_INFINITY,
    )
    const scheduledAt = hasTimed
      ? ((await journeys.nextScheduledAt())?.getTime() ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY
    const refreshAt =
      memory.customers.get(person.customer._id)?.refreshAt?.getTime() ?? Number.POSITIVE_INFINITY
    const sweepAt = earliestSweep(stage)
    const at = Math.min(
      happening?.at.getTime() ?? Number.POSITIVE_INFINITY,
      dueAt,
      scheduledAt,
      refreshAt,
      sweepAt,
      scanAt?.getTime() ?? Number.POSITIVE_INFINITY,
    )
    if (at >= stretch.to.getTime()) return
    // What was due before is done now, as after a pause of the workers.
    const now = new Date(Math.max(at, clock.now().getTime()))
    clock.set(now)
    if (happening !== undefined && happening.at.getTime() === at) {
      next += 1
      await happen(stage, person, happening, reactions)
    } else if (scanAt !== null && scanAt.getTime() === at) {
      scanAt = nextDailyAt(dailyHour * 60, now)
      await journeys.scanTimeRules()
    } else if (at === scheduledAt) await journeys.startScheduled()
    else if (at === refreshAt) await stage.customers.sweep()
    else if (at === sweepAt) await stage.outreach.sweep()
    else {
      for (const run of due) {
        if ((run.dueAt?.getTime() ?? at + 1) > at) continue
        const { advanced } = await journeys.advanceDue(run)
        if (advanced === 0 && memory.runs.get(run._id)?.rev === run.rev) held.add(run._id)
      }
    }
  }
  throw new RangeError(`the stretch of ${person.customer._id} does not come to an end`)
}

/** Puts the person on the stage as they were. */
function place({ clock, memory, publication }: Stage, person: Person): void {
  memory.clear()
  clock.set(person.since)
  memory.customers.set(person.customer._id, person.customer)
  for (const event of person.history) memory.events.set(event._id, event)
  for (const entry of person.entries) memory.entries.set(entry._id, entry)
  for (const run of person.standing)
    memory.runs.set(run._id, { ...run, state: 'active', dueAt: undefined, lease: undefined, listens: [] })
  for (const { id } of publication.registry.journeys) memory.entered.set(id, person.since)
}

/** Whether anything here changes by time alone. */
function timeMoves({ publication: { registry } }: Stage): boolean {
  return (
    registry.segments.some(({ kind, rule }) => kind === 'live' && needsTime(rule)) ||
    registry.journeys.some(({ entry }) => entry.kind === 'date' && entry.atMinute === undefined)
  )
}

function earliestSweep({ memory }: Stage): number {
  let first = Number.POSITIVE_INFINITY
  for (const { sweepAt } of memory.touches.values()) {
    if (sweepAt !== undefined) first = Math.min(first, sweepAt.getTime())
  }
  return first
}

async function happen(
  stage: Stage,
  { customer }: Person,
  happening: Happening,
  reactions: Reactions,
): Promise<void> {
  const { customers, outreach, memory } = stage
  switch (happening.kind) {
    case 'event':
      return customers.hear(happening.event)
    case 'change':
      await customers.change(customer._id, happening.change, happening.cause)
      return
    case 'profile': {
      const known = memory.customers.get(customer._id)
      if (known !== undefined) memory.customers.set(known._id, happening.edit(known))
      return
    }
    case 'signal':
      return outreach.signal(happening.signal)
    case 'slot':
      await memory.stores.slots.takeAnyway(customer._id, happening.slot)
      return
    case 'enter':
      for (const { id } of stage.publication.registry.journeys)
        await stage.journeys.enter(id, customer._id, happening.cause)
      return
    case 'look':
      await stage.journeys.scanTimeRules()
      return
    case 'popups': {
      const asking = await customers.find(customer._id)
      if (asking === null) return
      for (const { touchId } of await outreach.pullPopups(asking))
        reactions.popupShown(touchId, customer._id, stage.clock.now())
      return
    }
    case 'runEnded':
      await memory.stores.runs.end(happening.runId, happening.reason, happening.at, 'stage')
  }
}
