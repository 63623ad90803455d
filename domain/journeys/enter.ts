import { createHash } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { Customer } from '../../models/customer.ts'
import type { Entry, EntryKey, EntryStore, NthEntry } from '../../models/entries.ts'
import type { KeluEvent } from '../../models/event.ts'
import { type Run, runShards } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { Again } from '../language/entry.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { runValuesAsked } from '../language/run-values.ts'
import { share, spread } from '../stable-hash.ts'
import type { Enterable } from './catalog.ts'
import { earlierArms } from './earlier-arms.ts'
import { propsKept, wordsOf } from './run-values.ts'

export interface EnterDeps {
  runs: RunStore
  entries: EntryStore
  occasions: Occasions
  clock: Clock
  workerId: string
  leaseMs: number
}

export interface EntryRequest {
  enterable: Enterable
  customer: Customer
  /** What asks for the run; the same cause never starts a second one. */
  cause: string
  event?: KeluEvent
  /** Only who never entered the journey, whatever its entry says about entering again. */
  firstTimeOnly?: true
  /** A walk of a test account: as often as somebody asks, and with waits no longer than this. `event` is only an example. */
  walk?: { waitAtMostMs: number }
}

/** What each event begins in a journey, kept with the event. Implemented by the event store. */
export interface Occasions {
  /** Notes it unless that was noted before; what stands there then. */
  noteEntry(eventId: string, journeyId: string, begins: NthEntry): Promise<NthEntry>
  /** Takes that note back, unless another stands there by now. */
  forgetEntry(eventId: string, journeyId: string, begins: NthEntry): Promise<void>
}

/** Who takes the first steps: the caller at once, or the job of the step, with all who began together. */
export type FirstSteps = 'at once' | 'with others'

/** A run that began, leased by `token` for whoever takes its first steps. */
export interface Begun {
  run: Run
  token: string
}

/** A request with the entry it is counted in, and those the customer had under other ids before a merge: together they are one. */
interface Applicant {
  request: EntryRequest
  own: EntryKey
  entryIds: string[]
}

/**
 * Begins a run for each request unless re-entry rules refuse, all of them together in a few round trips. The insert of `…:n`
 * decides; `entries` follows it and is repaired from it when a crash came between the two. A cause that began a run before
 * begins no other: what a crash left of that run is finished by its lease and by the audit. Whoever takes the first steps
 * tells of it.
 */
export async function begin(requests: EntryRequest[], first: FirstSteps, deps: EnterDeps): Promise<Begun[]> {
  const begun: Begun[] = []
  for (let left = requests.flatMap(applicant); left.length > 0; ) {
    const entering = await noted(await admitted(left, deps), deps)
    const armsOf = await earlierArms(entering.map(entrantOf), deps.runs)
    const candidates = entering.map((candidate) => {
      const { run, token } = newRun(candidate, first, deps)
      return { ...candidate, run: { ...run, ...armsOf(entrantOf(candidate)) }, token }
    })
    const inserted = await deps.runs.insertMany(candidates.map(({ run }) => run))
    const mine = candidates.filter(({ run }) => inserted.has(run._id))
    const others = candidates.filter(({ run }) => !inserted.has(run._id))
    // Somebody else began it: their entry is followed for them, and unless for the same cause we ask again whether we may.
    const stored = await deps.runs.findMany(others.map(({ run }) => run._id))
    const theirs = others.flatMap((other) => {
      const run = stored.get(other.run._id)
      return run === undefined ? [] : [{ ...other, run }]
    })
    await deps.entries.follow([...mine, ...theirs].map(({ begins, run }) => ({ ...begins, run })))
    begun.push(...mine.map(({ run, token }) => ({ run, token })))
    const still = others.filter(
      ({ run, applicant: { request } }) => stored.get(run._id)?.cause !== request.cause,
    )
    await forgotten(still, deps)
    left = still.map(({ applicant }) => applicant)
  }
  return begun
}

function applicant(request: EntryRequest): Applicant[] {
  const { enterable, customer, event } = request
  const key = keyOf(enterable.definition, event)
  if (key === null) return []
  const idFor = (customerId: string) =>
    [enterable.definition.id, customerId, ...(key === undefined ? [] : [key])].join(':')
  const own = { _id: idFor(customer._id), journeyId: enterable.definition.id, customerId: customer._id, key }
  return [{ request, own, entryIds: [customer._id, ...customer.mergedFrom].map(idFor) }]
}

interface Candidate {
  applicant: Applicant
  begins: NthEntry
}

const entrantOf = ({ applicant: { request } }: Candidate) => ({
  definition: request.enterable.definition,
  customer: request.customer,
})

/** Those who may enter, each with the entry they would begin a run of. */
async function admitted(applicants: Applicant[], deps: EnterDeps): Promise<Candidate[]> {
  const entries = new Map(
    (await deps.entries.findMany(applicants.flatMap(({ entryIds }) => entryIds))).map((entry) => [
      entry._id,
      entry,
    ]),
  )
  const asking = applicants
    .map((applicant) => ({ applicant, known: applicant.entryIds.flatMap((id) => entries.get(id) ?? []) }))
    .filter(
      ({ applicant: { request }, known }) => !known.some(({ causes }) => causes.includes(request.cause)),
    )
    .filter(({ applicant: { request }, known }) => isTime(known, againOf(request), deps.clock.now()))
  // The one active run per journey and customer (and key).
  const active = await deps.runs.activeAmong(
    asking.flatMap(({ known }) => known.map(({ lastRunId }) => lastRunId)),
  )
  return asking
    .filter(({ known }) => !known.some(({ lastRunId }) => active.has(lastRunId)))
    .map(({ applicant }) => {
      const entry = applicant.own
      return { applicant, begins: { entry, n: (entries.get(entry._id)?.count ?? 0) + 1 } }
    })
}

/**
 * The same, but of an event the entry that whoever came first noted with it: two who deal with one event agree on one
 * run, though a merge in between has given the customer another id for the second of them.
 */
function noted(candidates: Candidate[], { occasions }: EnterDeps): Promise<Candidate[]> {
  return Promise.all(
    candidates.map(async ({ applicant, begins }) => {
      const { event, enterable, walk } = applicant.request
      if (event === undefined || walk !== undefined) return { applicant, begins }
      return { applicant, begins: await occasions.noteEntry(event._id, enterable.definition.id, begins) }
    }),
  )
}

/** Something else began that entry: the event may begin another. */
async function forgotten(candidates: Candidate[], { occasions }: EnterDeps): Promise<void> {
  for (const { applicant, begins } of candidates) {
    const { event, enterable, walk } = applicant.request
    if (event !== undefined && walk === undefined)
      await occasions.forgetEntry(event._id, enterable.definition.id, begins)
  }
}

function againOf({ walk, firstTimeOnly, enterable }: EntryRequest): Again {
  if (walk !== undefined) return { kind: 'always' }
  return firstTimeOnly ? { kind: 'never' } : enterable.definition.entry.again
}

/** Whether enough time has passed since the last entry. */
function isTime(known: readonly Entry[], again: Again, now: Date): boolean {
  const from = mayEnterFrom(known, again)
  return from !== null && from <= now
}

/** From when on somebody with these entries may enter; null = never again. */
export function mayEnterFrom(known: readonly Entry[], again: Again): Date | null {
  if (known.length === 0 || again.kind === 'always') return new Date(0)
  if (again.kind === 'never') return null
  return new Date(Math.max(...known.map((entry) => entry.lastEnteredAt.getTime())) + again.ms)
}

function newRun({ applicant, begins }: Candidate, first: FirstSteps, deps: EnterDeps): Begun {
  const { enterable, cause, event, walk, customer } = applicant.request
  const { customerId } = begins.entry
  const now = deps.clock.now()
  const token = `${deps.workerId}:${nanoid(10)}`
  // Leased from its first moment by whoever takes its first steps; if they die it is due again.
  const until = new Date(now.getTime() + deps.leaseMs)
  const { definition, versionId } = enterable
  const run: Run = {
    _id: `${begins.entry._id}:${begins.n}`,
    journeyId: definition.id,
    versionId,
    customerId,
    state: 'active',
    stepId: definition.first,
    visit: 1,
    visits: { [definition.first]: 1 },
    enteredStepAt: now,
    lookFrom: now,
    dueAt: first === 'at once' ? until : now,
    ...(first === 'at once' && { lease: { by: token, until } }),
    shard: spread(customerId, runShards),
    listens: [],
    vars: event === undefined ? {} : { event: wordsOf(event) },
    ...entryKept(definition, event),
    // Who is compared with others must be one of them.
    holdout: !customer.isTest && isHeldOut(customerId, definition),
    ...(customer.isTest && { isTest: true }),
    ...(customer.segments.length > 0 && { segments: customer.segments }),
    ...walk,
    cause,
    used: event === undefined ? [] : [event._id],
    failures: 0,
    startedAt: now,
    untold: ['entered'],
    writer: token,
    rev: 0,
  }
  return { run, token }
}

/** Whether this customer goes through the journey for comparison only. */
export function isHeldOut(
  customerId: string,
  { id, holdout }: Pick<JourneyDefinition, 'id' | 'holdout'>,
): boolean {
  return holdout > 0 && share(customerId, `holdout:${id}`) < holdout
}

function entryKept(definition: JourneyDefinition, event: KeluEvent | undefined): Pick<Run, 'entry'> {
  const { entry } = runValuesAsked(definition)
  return event === undefined || entry.length === 0 ? {} : { entry: propsKept(event, entry) }
}

/** Undefined = not keyed; null = keyed, but this event has no such prop. */
export function keyOf(
  { entry }: Pick<JourneyDefinition, 'entry'>,
  event: KeluEvent | undefined,
): string | undefined | null {
  const name = entry.key
  if (name === undefined) return undefined
  const value = event?.props[name]
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const key = String(value)
  // Keys stand in ids that providers take back as references, which are short.
  return key.length <= longestKey
    ? key
    : createHash('sha256').update(key).digest('base64url').slice(0, longestKey)
}

const longestKey = 32
