import { randomUUID } from 'node:crypto'
import type { InboxRecord, InboxStore } from '../../models/inbox.ts'
import type { Sealed } from '../../models/sealed.ts'
import { doubling } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'

/** Encrypts text at rest. */
export interface Sealer {
  seal(text: string): Sealed
  open(sealed: Sealed): string
}

/** Deals with one record; must be safe to run twice, also after a crash half-way. `ignored` = nothing to do for this kind. */
export type InboxHandler = (payload: unknown, record: InboxRecord) => Promise<'done' | 'ignored'>

export interface NewInboxRecord {
  _id: string
  source: string
  kind: string
  at: Date
  /** Anything JSON can hold; sealed before it is stored. */
  payload: unknown
}

export interface Inbox {
  /** Durable when it returns: only then may the sender be answered. */
  accept(record: NewInboxRecord): Promise<'new' | 'repeat'>
  /** Deals with one accepted record unless somebody else does; never throws for what the handler did. */
  process(id: string): Promise<void>
  /** Processes what is due, earliest first, one page. Returns how many were taken up. */
  sweep(): Promise<number>
  /** Earliest time an open record is due, or null. */
  nextDueAt(): Promise<Date | null>
}

export type InboxOutcome = 'new' | 'repeat' | 'done' | 'ignored' | 'retry' | 'failed'

/** Until the next try: 5 s, 10 s, 20 s, … 2560 s, then an hour each. */
export const retryDelayMs = doubling({ firstMs: 5_000, longestMs: 3_600_000 })
// About 20 hours of tries: longer than any platform outage seen.
const maxTries = 24
// Short, because a welcome code lives 20 s: after a crash somebody must still be in time. Handlers may overlap, that is
// their contract, so a slow one loses nothing but some work done twice.
const leaseMs = 8_000
const keepEveryMs = leaseMs / 4
// Taken up all at once, as a burst arrives by itself: a welcome at the end of the page must not wait for what follows the first ones.
const pageSize = 300

/**
 * Durable intake with retries. `handlers` is keyed by source; a source without one is a programmer's mistake and refused
 * on accept. `count` is told of every outcome, for the metrics.
 */
export function createInbox(deps: {
  store: InboxStore
  sealer: Sealer
  clock: Clock
  log: Log
  handlers: Record<string, InboxHandler>
  count?: (source: string, outcome: InboxOutcome) => void
}): Inbox {
  const { store, sealer, clock, log, handlers } = deps
  const count = deps.count ?? (() => {})
  /** What this process is working on: record id → lease. */
  const inHand = new Map<string, string>()
  let keeping: NodeJS.Timeout | undefined

  /** Nobody takes away what waits its turn in a living process; a dead one keeps nothing. Real time, for it is about machines. */
  function keepLeases(): void {
    const until = new Date(clock.now().getTime() + leaseMs)
    store
      .keep(new Map(inHand), until)
      .catch((error: unknown) => log.warn({ err: error }, 'inbox leases not kept'))
  }

  async function holding(id: string, lease: string, work: () => Promise<void>): Promise<void> {
    inHand.set(id, lease)
    keeping ??= setInterval(keepLeases, keepEveryMs).unref()
    try {
      await work()
    } finally {
      inHand.delete(id)
      if (inHand.size === 0) {
        clearInterval(keeping)
        keeping = undefined
      }
    }
  }

  async function handle(record: InboxRecord, lease: string): Promise<void> {
    const handler = handlers[record.source]
    try {
      if (!handler) throw new Error(`no handler for inbox source ${record.source}`)
      const outcome = await handler(JSON.parse(sealer.open(record.payload)), record)
      await store.close(record._id, lease, outcome)
      count(record.source, outcome)
    } catch (error) {
      await retryOrGiveUp(record, lease, error)
    }
  }

  async function retryOrGiveUp(record: InboxRecord, lease: string, error: unknown): Promise<void> {
    const about = { inboxId: record._id, kind: record.kind, tries: record.tries }
    const note = noteOf(error)
    if (record.tries >= maxTries || isHopeless(error)) {
      log.error({ ...about, err: error }, 'inbox record failed for good; kept for replay')
      await store.close(record._id, lease, 'failed', note)
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
    async accept(record) {
      if (!handlers[record.source]) throw new Error(`no handler for inbox source ${record.source}`)
      const now = clock.now()
      const isNew = await store.insert({
        ...record,
        receivedAt: now,
        state: 'received',
        tries: 0,
        dueAt: now,
        lease: null,
        payload: sealer.seal(JSON.stringify(record.payload)),
      })
      count(record.source, isNew ? 'new' : 'repeat')
      return isNew ? 'new' : 'repeat'
    },

    async process(id) {
      if (inHand.has(id)) return
      const now = clock.now()
      const lease = randomUUID()
      await holding(id, lease, async () => {
        const record = await store.claim(id, lease, now, new Date(now.getTime() + leaseMs))
        if (record) await handle(record, lease)
      })
    },

    async sweep() {
      const ids = await store.due(clock.now(), pageSize)
      await Promise.all(ids.map((id) => inbox.process(id)))
      return ids.length
    },

    nextDueAt: () => store.nextDueAt(),
  }
  return inbox
}

/** What is wrong with the record itself stays wrong. */
function isHopeless(error: unknown): boolean {
  return (
    error instanceof DomainError &&
    ['identity.malformed', 'event.malformed', 'request.malformed'].includes(error.code)
  )
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
