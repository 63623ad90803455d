import { createHash } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { Customer } from '../../models/customer.ts'
import type { Entry, EntryStore } from '../../models/entries.ts'
import type { KeluEvent } from '../../models/event.ts'
import { type Run, runShards } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import { share } from '../audience/stable-share.ts'
import type { Clock } from '../clock.ts'
import type { Again } from '../language/entry.ts'
import type { Open } from './catalog.ts'
import { shardOf } from './shard.ts'
import type { Tell } from './tell.ts'

export interface EnterDeps {
  runs: RunStore
  entries: EntryStore
  tell: Tell
  clock: Clock
  workerId: string
  leaseMs: number
}

export interface EntryRequest {
  open: Open
  customer: Customer
  /** What asks for the run; the same cause never starts a second one. */
  cause: string
  event?: KeluEvent
}

/** Who takes the first steps: the caller at once, or the job of the step, with all who began together. */
export type FirstSteps = 'at once' | 'with others'

/** A run that began, leased by `token` for whoever takes its first steps. */
export interface Begun {
  run: Run
  token: string
}

/**
 * Begins a run unless re-entry rules refuse. The insert of `…:n` decides; `entries` follows it and is repaired from it when
 * a crash came between the two. A cause that began a run before begins no other:
 * what a crash left of that run is finished by its lease and by the audit.
 */
export async function begin(
  request: EntryRequest,
  first: FirstSteps,
  deps: EnterDeps,
): Promise<Begun | null> {
  const { open, customer, cause, event } = request
  const key = keyOf(open, event)
  if (key === null) return null
  const idFor = (customerId: string) =>
    [open.definition.id, customerId, ...(key === undefined ? [] : [key])].join(':')
  const own = { _id: idFor(customer._id), journeyId: open.definition.id, customerId: customer._id, key }

  for (;;) {
    // Before a merge the other ids had entries of their own; together they are one.
    const known = await deps.entries.findMany([customer._id, ...customer.mergedFrom].map(idFor))
    if (known.some((entry) => entry.causes.includes(cause))) return null
    if (!(await mayEnter(known, open.definition.entry.again, deps))) return null
    const n = (known.find((entry) => entry._id === own._id)?.count ?? 0) + 1
    const begun = newRun(request, `${own._id}:${n}`, first, deps)
    const inserted = await deps.runs.insert(begun.run)
    const run = inserted ? begun.run : await deps.runs.find(begun.run._id)
    if (run === null) continue
    await deps.entries.follow(own, { id: run._id, n, startedAt: run.startedAt, cause: run.cause })
    if (!inserted) continue
    await deps.tell([run], 'entered')
    return begun
  }
}

/** The one active run per journey and customer (and key), and the time between two entries. */
async function mayEnter(known: Entry[], again: Again, deps: EnterDeps): Promise<boolean> {
  if (known.length === 0) return true
  if (again.kind === 'never') return false
  for (const entry of known) if (await deps.runs.isActive(entry.lastRunId)) return false
  if (again.kind === 'always') return true
  const last = Math.max(...known.map((entry) => entry.lastEnteredAt.getTime()))
  return deps.clock.now().getTime() >= last + again.ms
}

function newRun(
  { open, customer, cause, event }: EntryRequest,
  id: string,
  first: FirstSteps,
  deps: EnterDeps,
): Begun {
  const now = deps.clock.now()
  const token = `${deps.workerId}:${nanoid(10)}`
  // Leased from its first moment by whoever takes its first steps; if they die it is due again.
  const until = new Date(now.getTime() + deps.leaseMs)
  const { definition, versionId } = open
  const run: Run = {
    _id: id,
    journeyId: definition.id,
    versionId,
    customerId: customer._id,
    state: 'active',
    stepId: definition.first,
    visit: 1,
    visits: { [definition.first]: 1 },
    enteredStepAt: now,
    lookFrom: now,
    dueAt: first === 'at once' ? until : now,
    ...(first === 'at once' && { lease: { by: token, until } }),
    shard: shardOf(customer._id, runShards),
    listens: [],
    vars: event === undefined ? {} : { event: varsOf(event) },
    holdout: share(customer._id, `holdout:${definition.id}`) < definition.holdout,
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

/** Undefined = not keyed; null = keyed, but this event has no such prop. */
function keyOf(open: Open, event: KeluEvent | undefined): string | undefined | null {
  const name = open.definition.entry.key
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

const longestValue = 200

/** What messages of the run read as `event.<prop>`. */
function varsOf(event: KeluEvent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(event.props).flatMap(([name, value]) => {
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      // Names that could not stand in a store path cannot stand in a message either.
      return plain && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
        ? [[name, String(value).slice(0, longestValue)]]
        : []
    }),
  )
}
