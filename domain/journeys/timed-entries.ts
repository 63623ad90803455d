import type { DateTime } from 'luxon'
import type { Customer } from '../../models/customer.ts'
import type { JourneyStore } from '../../models/journeys.ts'
import type { Crowd, WorldwideAudience } from '../audience/ports.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { lastOfFestival, nextOfFestival } from '../calendar/festival-entries.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { textsOfDay } from '../customers/date-of-trait.ts'
import { DomainError } from '../errors.ts'
import type { EntryDefinition } from '../language/entry.ts'
import type { Rule } from '../language/rule.ts'
import { defaultZone, localTime, nextDailyAt, zoneOr } from '../local-time.ts'
import type { Catalog, Enterable } from './catalog.ts'
import { dateWithin, lastOfSchedule, nextOfSchedule } from './occurrences.ts'
import type { StartRun } from './start-run.ts'

interface TimedEntryDeps {
  store: JourneyStore
  catalog: Catalog
  customers: Customers
  audience: WorldwideAudience
  startRun: StartRun
  calendarAt(): Calendar
  isPersonal(trait: string): boolean
  clock: Clock
}

const pageSize = 500
/** Pages under way at a time: what waits for the store in one of them is done in the others. */
const pagesAtOnce = 4
const dayMs = 86_400_000
/** Somebody in a zone nobody lived in before is looked for within an hour. */
const zonesKeptMs = 3_600_000

/** Entries by schedule and by a date of the customer. How far they have been made is kept with the journey. */
export function createTimedEntries(deps: TimedEntryDeps) {
  let known: { at: number; zones: string[] } | null = null

  async function startPage(
    enterable: Enterable,
    { ids, customers }: Crowd,
    occasion: (customer: Customer) => string | null,
  ): Promise<number> {
    // Two ids of the page may lead to one customer by now.
    const current = customers ?? [...new Set((await deps.customers.findMany(ids)).values())]
    const requests = current.flatMap((customer) => {
      const cause = occasion(customer)
      return cause === null ? [] : [{ enterable, customer, cause }]
    })
    return deps.startRun.together(requests)
  }

  /**
   * Starts everybody of the rule for whom there is an occasion; the same one of the same journey starts nobody twice. A
   * crowd takes a while: it is left where it is as soon as the journey is paused, stopped, ended or another version.
   */
  async function startAll(
    enterable: Enterable,
    rule: Rule,
    occasion: (customer: Customer) => string | null,
  ): Promise<{ started: number; everybody: boolean }> {
    const underWay = new Set<Promise<void>>()
    let [started, everybody] = [0, true]
    const faults: unknown[] = []
    async function start(page: Crowd): Promise<void> {
      try {
        const those = await startPage(enterable, page, occasion)
        started += those
      } catch (error) {
        faults.push(error)
      }
    }
    for await (const page of deps.audience.crowds(rule, { pageSize })) {
      if (!(await isEnterable(enterable))) {
        everybody = false
        break
      }
      const begun = start(page).finally(() => underWay.delete(begun))
      underWay.add(begun)
      // A page is read when it can be worked on: who is in it may have become one with another a moment later.
      if (underWay.size === pagesAtOnce) await Promise.race(underWay)
    }
    await Promise.all(underWay)
    // Told when nothing is under way any more.
    if (faults.length > 0) throw faults[0]
    return { started, everybody }
  }

  async function isEnterable({ versionId }: Enterable): Promise<boolean> {
    const { enterable } = await deps.catalog.current()
    return enterable.some((one) => one.versionId === versionId)
  }

  async function makeUpTo(
    enterable: Enterable,
    after: Date,
    now: Date,
  ): Promise<{ started: number; everybody: boolean }> {
    const { entry } = enterable.definition
    let made = { started: 0, everybody: true }
    if (entry.kind === 'schedule') {
      const at = lastOfSchedule(entry, after, now)
      if (at === null) return made
      made = await startAll(enterable, whoOf(entry), () => timeCause(at))
    }
    if (entry.kind === 'festival') {
      const last = lastOfFestival(entry, deps.calendarAt(), notLongAgo(after, now), now)
      // By its year: a day that the calendar moved meanwhile is the same festival.
      const cause = `festival:${entry.festival}:${last?.of}`
      if (last !== null) made = await startAll(enterable, whoOf(entry), () => cause)
    }
    if (entry.kind === 'date') {
      const isSealed = deps.isPersonal(entry.trait)
      made = await startAll(enterable, candidates(entry, isSealed, after, now), (customer) => {
        const value = deps.customers.traitInClear(customer, entry.trait)
        const at = dateWithin(entry, customer, after, now, value)
        return at && timeCause(at)
      })
    }
    return made
  }

  /** That of the company and those people live in, where an entry asks for an hour of theirs. */
  async function zonesFor(all: readonly { enterable: Enterable }[]): Promise<readonly string[]> {
    const isAsked = all.some(
      ({ enterable: { definition } }) =>
        definition.entry.kind === 'date' && definition.entry.atMinute !== undefined,
    )
    if (!isAsked) return [defaultZone]
    const now = deps.clock.now().getTime()
    if (known === null || Math.abs(now - known.at) >= zonesKeptMs) {
      known = { at: now, zones: [...new Set([defaultZone, ...(await deps.audience.zones()).map(zoneOr)])] }
    }
    return known.zones
  }

  /** Null for journeys that time does not start, or that the daily scan looks after. */
  function nextOf({ definition: { entry } }: Enterable, after: Date, zones: readonly string[]): Date | null {
    if (entry.kind === 'schedule') return nextOfSchedule(entry, after)
    if (entry.kind === 'festival') {
      return nextOfFestival(entry, deps.calendarAt(), notLongAgo(after, deps.clock.now()))?.at ?? null
    }
    if (entry.kind === 'date' && entry.atMinute !== undefined) {
      const { atMinute } = entry
      // That hour comes to the west of here when it is over here: one look for every zone people live in.
      const looks = zones.map((zone) => nextDailyAt(atMinute, after, zone).getTime())
      return new Date(Math.min(...looks))
    }
    return null
  }

  /** Journeys that time starts, each with how far that has been done. */
  async function timed(): Promise<{ enterable: Enterable; after: Date }[]> {
    const all = (await deps.catalog.current()).enterable.filter(({ definition: { entry } }) => isTimed(entry))
    if (all.length === 0) return []
    const enteredUntil = await deps.store.enteredUntil()
    return all.map((enterable) => {
      const until = enteredUntil.get(enterable.definition.id)
      return { enterable, after: until === undefined || until < enterable.since ? enterable.since : until }
    })
  }

  /** How far is kept for a journey as a whole, so both sides of a pilot are made up to the same time. */
  async function makeAll(
    wanted: (enterable: Enterable, about: { after: Date; now: Date; zones: readonly string[] }) => boolean,
  ): Promise<number> {
    const now = deps.clock.now()
    const all = await timed()
    const zones = await zonesFor(all)
    const due = new Set(
      all
        .filter(({ enterable, after }) => wanted(enterable, { after, now, zones }))
        .map(({ enterable }) => enterable.definition.id),
    )
    let started = 0
    for (const journeyId of due) {
      let everybody = true
      for (const { enterable, after } of all) {
        if (enterable.definition.id !== journeyId) continue
        const made = await makeUpTo(enterable, after, now)
        started += made.started
        everybody &&= made.everybody
      }
      if (everybody) await deps.store.noteEntered(journeyId, now)
    }
    return started
  }

  return {
    startScheduled: () =>
      makeAll((enterable, { after, now, zones }) => {
        const next = nextOf(enterable, after, zones)
        return next !== null && next <= now
      }),
    /** Date entries without a time of day, as part of the daily scan. */
    startDaily: () =>
      makeAll(({ definition: { entry } }) => entry.kind === 'date' && entry.atMinute === undefined),
    async nextScheduledAt(): Promise<Date | null> {
      const all = await timed()
      const zones = await zonesFor(all)
      const times = all.flatMap(({ enterable, after }) => nextOf(enterable, after, zones) ?? [])
      return times.length === 0 ? null : new Date(Math.min(...times.map((at) => at.getTime())))
    },
  }
}

/** Whether time alone may start it. */
export const isTimed = ({ kind }: EntryDefinition): boolean =>
  kind === 'schedule' || kind === 'date' || kind === 'festival'

const timeCause = (at: Date): string => `time:${at.toISOString()}`

/** A festival whose time came longer ago is not made up for: a calendar put right must not greet people weeks late. */
const lateMs = dayMs
const notLongAgo = (after: Date, now: Date): Date =>
  new Date(Math.max(after.getTime(), now.getTime() - lateMs))

function whoOf(entry: EntryDefinition): Rule {
  if (entry.when === undefined)
    throw new DomainError('journey.invalid', { fault: 'a schedule for nobody in particular' })
  return entry.when
}

/** A query that leaves out most of those whose date is not near; the exact answer is `dateWithin`. */
function candidates(
  entry: Extract<EntryDefinition, { kind: 'date' }>,
  isSealed: boolean,
  after: Date,
  until: Date,
): Rule {
  const exists: Rule = { kind: 'trait', trait: entry.trait, tests: [{ op: 'exists', value: true }] }
  // Neither month and day nor what is sealed can be asked of the store.
  const near: Rule = entry.yearly || isSealed ? exists : nearDate(entry, after, until)
  return entry.when === undefined ? near : { kind: 'all', rules: [near, entry.when] }
}

/** Days have different beginnings around the world, and a time of day moves a date within its day. */
const marginMs = 2 * dayMs

function nearDate(entry: Extract<EntryDefinition, { kind: 'date' }>, after: Date, until: Date): Rule {
  const iso = (ms: number) => ({ kind: 'at' as const, iso: new Date(ms - entry.offsetMs).toISOString() })
  const trait = { kind: 'trait', trait: entry.trait } as const
  const asDate: Rule = {
    ...trait,
    tests: [
      { op: 'after', moment: iso(after.getTime() - marginMs) },
      { op: 'before', moment: iso(until.getTime() + marginMs) },
    ],
  }
  const days = daysBetween(
    after.getTime() - marginMs - entry.offsetMs,
    until.getTime() + marginMs - entry.offsetMs,
  )
  const asText: Rule =
    days === null
      ? { ...trait, tests: [{ op: 'exists', value: true }] }
      : { ...trait, tests: [{ op: 'in', values: days.flatMap(textsOfDay) }] }
  return { kind: 'any', rules: [asDate, asText] }
}

/** More are not listed one by one: after weeks in which nobody looked, everybody who has a date is. */
const mostDaysListed = 31

function daysBetween(fromMs: number, untilMs: number): DateTime[] | null {
  const first = localTime(new Date(fromMs)).startOf('day')
  const count = Math.ceil((untilMs - first.toMillis()) / dayMs) + 1
  return count > mostDaysListed ? null : Array.from({ length: count }, (_, n) => first.plus({ days: n }))
}
