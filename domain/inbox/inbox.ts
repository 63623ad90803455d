import type { InboxRecord, InboxStore } from '../../models/inbox.ts'
import type { Sealed } from '../../models/sealed.ts'
import { doubling } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { inGroups } from './in-groups.ts'
import { createLeases } from './leases.ts'
import { createWorkLanes } from './work-lanes.ts'

/** Encrypts text at rest. */
export interface Sealer {
  seal(text: string): Sealed
  unseal(sealed: Sealed): string
}

/** Deals with one record; must be safe to run twice, also after a crash half-way. `ignored` = nothing to do for this kind. */
export type InboxHandler = (payload: unknown, record: InboxRecord) => Promise<'done' | 'ignored'>

/** A handler of records of which a part cannot wait. */
export interface UrgentInboxHandler {
  /** That part, done before the rest of any record while its `urgentUntil` lies ahead. */
  urgent(payload: unknown, record: InboxRecord): Promise<unknown>
  /** All of it; `begun` is what `urgent` gave just now, absent when that has not been done here. */
  handle(payload: unknown, record: InboxRecord, begun?: unknown): Promise<'done' | 'ignored'>
  /** Kinds of which nothing follows: they are stored closed. */
  ignores?(kind: string): boolean
}

export interface NewInboxRecord {
  _id: string
  source: string
  kind: string
  /** When it happened; one that lies ahead of our clock happened when we heard of it. */
  at: Date
  /** Until then a part of it cannot wait. */
  urgentUntil?: Date
  /** Anything JSON can hold; sealed before it is stored. */
  payload: unknown
}

export interface Inbox {
  /** Durable when it returns: only then may the sender be answered. Whoever accepts lets `process` follow. */
  accept(record: NewInboxRecord): Promise<'new' | 'repeat'>
  /** Deals with one accepted record unless somebody else does; never throws for what the handler did. */
  process(id: string): Promise<void>
  /** Processes what is due, as far as hands are free. Returns how many were taken up. */
  sweep(): Promise<number>
  /** Makes due at once what any process but these living ones has in hand; tells how many records. */
  freeBut(workers: string[]): Promise<number>
  /** Earliest time an open record is due, or null. */
  nextDueAt(): Promise<Date | null>
  /** Takes up nothing more, and gives back what has not begun so that another process goes on with it at once. */
  stop(): void
}

export type InboxOutcome = 'new' | 'repeat' | 'done' | 'ignored' | 'retry' | 'failed'

/** Until the next try: 5 s, 10 s, 20 s, … 2560 s, then an hour each. */
export const retryDelayMs = doubling({ firstMs: 5_000, longestMs: 3_600_000 })
// About 20 hours of tries: longer than any platform outage seen.
const maxTries = 24
const pageSize = 100
const mostHeld = 256
/** Urgent records that became due within this are looked for first when there is much to do. */
const urgentSinceMs = 60_000

/** What is known here of a record that was accepted a moment ago. */
interface Offer {
  urgentUntil?: Date
  /** The payload, which then need not be unsealed. */
  text?: string
  /** Present when it was stored as ours. */
  record?: InboxRecord
  /** Stored closed: nothing is left to do. */
  closed?: true
}

/** A record in hand. */
interface Work {
  record: InboxRecord
  payload(): unknown
  /** What its urgent part gave. */
  begun?: unknown
  /** What came of it; `over` when it has been put off or given up. */
  outcome?: 'done' | 'ignored' | 'over'
}

/**
 * Durable intake with retries. `handlers` is keyed by source; a source without one is a programmer's mistake and refused
 * on accept. `count` is told of every outcome, for the metrics.
 */
export function createInbox(deps: {
  store: InboxStore
  sealer: Sealer
  clock: Clock
  log: Log
  handlers: Record<string, InboxHandler | UrgentInboxHandler>
  count?: (source: string, outcome: InboxOutcome) => void
  /** This process, as the store of processes knows it. */
  workerId: string
}): Inbox {
  const { store, sealer, clock, log, handlers, workerId: lease } = deps
  const count = deps.count ?? (() => {})
  const lanes = createWorkLanes()
  const leases = createLeases({ store, lease, clock, log, most: mostHeld })
  const offers = new Map<string, Offer>()
  /** Waiting or being dealt with in this process. */
  const working = new Set<string>()
  let stopped = false

  const insert = inGroups(async (records: InboxRecord[]) => {
    const fresh = await store.insert(records)
    return records.map(({ _id }) => fresh.delete(_id))
  })

  const close = inGroups(async (done: { id: string; state: 'done' | 'ignored' }[]) => {
    for (const state of new Set(done.map((each) => each.state))) {
      const ids = done.filter((each) => each.state === state).map(({ id }) => id)
      await store.close(ids, lease, state)
    }
    return done
  })

  function handlerOf(source: string): Pick<UrgentInboxHandler, 'handle'> & Partial<UrgentInboxHandler> {
    const handler = handlers[source]
    if (!handler) throw new Error(`no handler for inbox source ${source}`)
    return typeof handler === 'function' ? { handle: handler } : handler
  }

  function isUrgent({ urgentUntil }: { urgentUntil?: Date }): boolean {
    return urgentUntil !== undefined && urgentUntil > clock.now()
  }

  function workOn(record: InboxRecord, { text }: Offer): Work {
    return { record, payload: () => JSON.parse(text ?? sealer.unseal(record.payload)) }
  }

  /** Null when it is closed, in somebody else's hands or not due yet. */
  async function takeUp(id: string, offer: Offer): Promise<Work | null> {
    const until = leases.end()
    const record = await store.claim(id, lease, clock.now(), until)
    if (record) leases.note(id, until)
    return record && workOn(record, offer)
  }

  /** Takes one record as far as it goes, in its turns. */
  async function deal(id: string, offer: Offer): Promise<void> {
    let work = offer.record ? workOn(offer.record, offer) : null
    if (isUrgent(offer)) {
      await lanes.urgent(async () => {
        // Its time is up: the rest can wait for its turn.
        if (!isUrgent(offer)) return
        work ??= await takeUp(id, offer)
        if (work) await attempt(work, beginUrgent)
      })
      // Sent away, too late or in somebody else's hands: what is still due is found by the sweep.
      if (!work || work.outcome) return
      if (!leases.hasRoom()) return leases.giveBack(id)
    }
    const hadItsTurn = await lanes.later(async () => {
      work ??= await takeUp(id, offer)
      if (work) await attempt(work, doIt)
    })
    if (!hadItsTurn && work) return leases.giveBack(id)
    // No hand is needed for this, so that many are closed together.
    if (work && work.outcome !== 'over') await attempt(work, finish)
  }

  async function attempt(work: Work, part: (work: Work) => Promise<void>): Promise<void> {
    try {
      await part(work)
    } catch (error) {
      work.outcome = 'over'
      await retryOrGiveUp(work.record, error)
    }
  }

  async function beginUrgent(work: Work): Promise<void> {
    work.begun = await handlerOf(work.record.source).urgent?.(work.payload(), work.record)
  }

  async function doIt(work: Work): Promise<void> {
    const { record, begun } = work
    work.outcome = await handlerOf(record.source).handle(work.payload(), record, begun)
  }

  async function finish({ record, outcome }: Work): Promise<void> {
    if (outcome === undefined || outcome === 'over') return
    await close({ id: record._id, state: outcome })
    count(record.source, outcome)
  }

  async function retryOrGiveUp(record: InboxRecord, error: unknown): Promise<void> {
    const about = { inboxId: record._id, kind: record.kind, tries: record.tries }
    const note = noteOf(error)
    if (record.tries >= maxTries || isHopeless(error)) {
      log.error({ ...about, err: error }, 'inbox record failed for good; kept for replay')
      await store.close([record._id], lease, 'failed', note)
      count(record.source, 'failed')
      return
    }
    const unforeseen = error instanceof DomainError ? {} : { err: error }
    log.warn({ ...about, note, ...unforeseen }, 'inbox record not done yet')
    const dueAt = askedFor(error) ?? new Date(clock.now().getTime() + retryDelayMs(record.tries))
    await store.postpone(record._id, lease, dueAt, note)
    count(record.source, 'retry')
  }

  const inbox: Inbox = {
    async accept(given) {
      const ignored = handlerOf(given.source).ignores?.(given.kind) ?? false
      const { _id: id, urgentUntil, payload } = given
      const now = clock.now()
      const text = JSON.stringify(payload)
      const mine = !ignored && !stopped && (isUrgent(given) ? lanes.freeForUrgent() : leases.hasRoom())
      const until = leases.end()
      const record: InboxRecord = {
        ...given,
        at: given.at < now ? given.at : now,
        receivedAt: now,
        state: ignored ? 'ignored' : 'received',
        tries: mine ? 1 : 0,
        dueAt: mine ? until : now,
        lease: mine ? lease : null,
        payload: sealer.seal(text),
      }
      const isNew = await insert(record)
      count(given.source, isNew ? 'new' : 'repeat')
      if (isNew && mine) leases.note(id, until)
      if (isNew && ignored) {
        count(given.source, 'ignored')
        offers.set(id, { closed: true })
        return 'new'
      }
      // A repeat may come before the first has begun.
      if (isNew || !offers.has(id)) {
        offers.set(id, { urgentUntil, text, ...(isNew && mine && { record }) })
      }
      return isNew ? 'new' : 'repeat'
    },

    async process(id) {
      const offer = offers.get(id) ?? {}
      offers.delete(id)
      if (offer.closed || working.has(id)) return
      working.add(id)
      try {
        await deal(id, offer)
      } finally {
        working.delete(id)
        leases.forget(id)
      }
    },

    async sweep() {
      const room = pageSize - working.size
      if (stopped || room <= 0) return 0
      const now = clock.now()
      const due = await store.due(now, new Date(now.getTime() - urgentSinceMs), room)
      for (const { _id, urgentUntil } of due) if (!offers.has(_id)) offers.set(_id, { urgentUntil })
      await Promise.all(due.map(({ _id }) => inbox.process(_id)))
      return due.length
    },

    freeBut: (workers) => store.freeBut(workers, clock.now()),
    nextDueAt: () => store.nextDueAt(),

    stop() {
      stopped = true
      lanes.stop()
    },
  }
  return inbox
}

const hopeless: readonly string[] = ['identity.malformed', 'event.malformed', 'request.malformed']

/** What is wrong with the record itself stays wrong. */
function isHopeless(error: unknown): boolean {
  return error instanceof DomainError && hopeless.includes(error.code)
}

/** Whether a record was given up for what is wrong with itself, by its note. */
export function isHopelessNote(note: string | undefined): boolean {
  return note !== undefined && hopeless.includes(note)
}

/** When the refusal itself says it is worth another try. */
function askedFor(error: unknown): Date | null {
  const until = error instanceof DomainError ? error.data.until : undefined
  return until instanceof Date ? until : null
}

/** The code of a typed refusal or the name of an error: a message may carry contact data, a code does not. */
function noteOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
