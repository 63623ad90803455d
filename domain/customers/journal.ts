import { setTimeout as sleep } from 'node:timers/promises'
import { copyDocument } from '../../models/copy-document.ts'
import type { Customer, QuietBy } from '../../models/customer.ts'
import {
  type CustomerStore,
  type JournalPart,
  type JournalWrite,
  recentKept,
} from '../../models/customers.ts'
import type { KeluEvent } from '../../models/event.ts'
import { isSameDocument } from '../../models/same-document.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { syncReach } from './address-reach.ts'
import { syncBaseTags } from './base-tags.ts'
import { type Announcement, changesBetween } from './changes.ts'
import { findCurrent } from './find-current.ts'
import { syncQuiet } from './quiet.ts'
import { refundOutcomes } from './refund-outcomes.ts'

const parts: readonly JournalPart[] = [
  'ids',
  'unionid',
  'profile',
  'tags',
  'traits',
  'consent',
  'reach',
  'addressReach',
  'quiet',
  'follows',
  'owner',
  'homeStore',
  'isTest',
  'engagedAt',
  'credits',
  'accepts',
  'orders',
  'cases',
  'refreshAt',
]
const maxAttempts = 60
const patientAfter = 3

export interface Commit {
  /** The customer as committed, or as found when there was nothing to do. */
  customer: Customer
  /** The change events this commit put into the outbox. */
  events: KeluEvent[]
  outcome: 'applied' | 'repeat' | 'nothing' | 'refused'
}

export interface Work {
  /** Done once per id: a repeat changes nothing. */
  mark?: { list: 'recent' | 'causes'; id: string }
  /** Turns the draft into what the customer is to become; may run several times, so it only computes. */
  edit(draft: Customer, now: Date): void
  /** Who sets or lifts 勿扰 by it. */
  quietBy?: QuietBy | undefined
  /** What changes was so before we looked: its events begin nothing. */
  history?: true | undefined
  /** Who is handed over was read just now: that nothing changes is believed without reading them again. */
  justRead?: true
  /** Asked before each attempt: false refuses, and nothing is written. */
  allowed?(customer: Customer): boolean
}

export type Journal = ReturnType<typeof createJournal>

/**
 * The one way a customer's profile and journal are written: read, compute, and one update conditional on nobody having
 * written meanwhile, which also puts an event for each change into the outbox. Whoever commits publishes afterwards. A
 * customer handed over instead of an id saves the first read.
 * Throws `customer.not_found`, and `customer.contended` when 60 attempts met another writer each time.
 */
export function createJournal(deps: { customers: CustomerStore; clock: Clock }) {
  const { customers, clock } = deps

  async function commit(who: string | Customer, work: Work): Promise<Commit> {
    const customerId = typeof who === 'string' ? who : who._id
    let handed = typeof who === 'string' ? null : who
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const before: Customer | null = handed ?? (await findCurrent(customers, customerId))
      if (!before) throw new DomainError('customer.not_found', { customerId })
      const done = await tryOnce(before, work)
      // Only a write proves that the customer handed over was not out of date; anything else is decided on a fresh one.
      if (done && (done.outcome === 'applied' || !handed || work.justRead)) return done
      handed = null
      if (attempt > patientAfter) await sleep(Math.random() * Math.min(2 * attempt, 40))
    }
    throw new DomainError('customer.contended', { customerId })
  }

  /** Null when somebody else has written since `before` was read. */
  async function tryOnce(before: Customer, work: Work): Promise<Commit | null> {
    const { mark } = work
    if (mark && (before[mark.list] ?? []).includes(mark.id)) {
      return { customer: before, events: [], outcome: 'repeat' }
    }
    if (work.allowed?.(before) === false) return { customer: before, events: [], outcome: 'refused' }
    const now = clock.now()
    const draft = copyDocument(before)
    work.edit(draft, now)
    syncReach(before, draft)
    syncBaseTags(draft, now)
    syncQuiet(before, draft, now)

    const news = [...changesBetween(before, draft, work.quietBy), ...refundOutcomes([before], draft)]
    const write = writeOf(before, draft, news, { now, cause: mark?.id, history: work.history })
    // A cause is remembered even when it changed nothing: coming again later it would find something to change.
    const idle = changedParts(write).length === 0 && mark?.list !== 'causes'
    if (idle) return { customer: before, events: [], outcome: 'nothing' }
    if (!(await customers.save(before, mark ? { ...write, mark } : write))) return null
    const customer = {
      ...draft,
      seq: write.seq,
      rev: (before.rev ?? 0) + 1,
      outbox: [...before.outbox, ...write.outbox],
      ...(mark && { [mark.list]: [...(before[mark.list] ?? []), mark.id].slice(-recentKept) }),
    }
    return { customer, events: write.outbox, outcome: 'applied' }
  }

  return { commit }
}

/** When changes are told, of what they came, and whether they were so before we looked. */
interface Telling {
  now: Date
  cause?: string | undefined
  history?: true | undefined
}

/** The update that turns `before` into `after`, announcing the changes with the next sequence numbers. */
export function writeOf(
  before: Customer,
  after: Customer,
  announcements: Announcement[],
  telling: Telling,
): JournalWrite {
  const changed = parts.filter((part) => !isSameDocument(before[part], after[part]))
  return {
    seq: before.seq + announcements.length,
    parts: Object.fromEntries(
      changed.filter((part) => after[part] !== undefined).map((part) => [part, after[part]]),
    ),
    gone: changed.filter((part) => after[part] === undefined),
    outbox: announcements.map((announcement, index) =>
      ownEvent(before._id, before.seq + 1 + index, announcement, telling),
    ),
  }
}

function changedParts(write: JournalWrite): string[] {
  return [...Object.keys(write.parts), ...write.gone]
}

/** An event of our own: its id is the customer's next sequence number. */
export function ownEvent(
  customerId: string,
  seq: number,
  { name, props }: Announcement,
  { now, cause, history }: Telling,
): KeluEvent {
  return {
    _id: `${customerId}:${seq}`,
    customerId,
    seq,
    name,
    at: now,
    receivedAt: now,
    props,
    source: 'kelu',
    ...(history && { history }),
    ...(cause !== undefined && { cause }),
  }
}
