import pLimit from 'p-limit'
import type { Customer } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'
import type { KeluEvent } from '../../models/event.ts'
import { type EventRecord, type EventStore, toEvent } from '../../models/events.ts'
import { doubling } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Observe } from '../freshness.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import type { Log } from '../log.ts'
import { applyEvent, concernsCustomer } from './apply-event.ts'
import { checkEvent } from './check-event.ts'
import type { EventFilter, EventListener, EventRecorder, NewEvent } from './contract.ts'
import type { Commit, Journal } from './journal.ts'

const parallel = 8
/** How long an event waits after its nth failure. The sweep's own 10 s come on top. */
const retryDelayMs = doubling({ firstMs: 10_000, longestMs: 3_600_000 })

export type EventFlow = ReturnType<typeof createEventFlow>

/** Whom events are about, to save reading them. */
interface About {
  /** As read some time ago: good for a write, which finds out by itself what has changed since, and not for telling. */
  known?: Customer | undefined
  /** As read or written just now. */
  current?: Customer | undefined
}

/**
 * The way of every event: stored as open → applied to the customer → listeners told → its own consequences published →
 * closed. Each stage may be repeated by anybody at any time; whatever stops half-way stays open and the sweep goes on with it.
 * What concerns neither customer nor listener is history from the start; what was so before we looked is told to nobody.
 */
export function createEventFlow(deps: {
  customers: CustomerStore
  events: EventStore
  journal: Journal
  /** The whole customer, see customers.ts. */
  find(customerId: string): Promise<Customer | null>
  /** Whether somebody of that id was erased. */
  wasErased(customerId: string): Promise<boolean>
  /** What buyers are sorted by. */
  buyerRules?: () => BuyerRules
  clock: Clock
  log: Log
  observe?: Observe
}) {
  const { customers, events, journal, clock, log, observe } = deps
  const listeners: { notify: EventListener; wants: EventFilter }[] = []
  const recorders: { record: EventRecorder; wants: EventFilter }[] = []

  /** The one door of events: whatever the sender's clock says, none lies later than it was heard. */
  function received(incoming: NewEvent[]): KeluEvent[] {
    const receivedAt = clock.now()
    return incoming.map((event) => {
      const { at } = checkEvent(event)
      return { ...event, at: at < receivedAt ? at : receivedAt, receivedAt }
    })
  }

  async function hear(incoming: NewEvent, known?: Customer): Promise<void> {
    await storeAndHandle(received([incoming]), { known }, async () => {})
  }

  async function store(fresh: KeluEvent[]): Promise<{ inserted: Set<string>; open: KeluEvent[] }> {
    const open: KeluEvent[] = []
    for (const event of fresh) if (concernsCustomer(event) || (await isWanted(event))) open.push(event)
    const ids = new Set(open.map(({ _id }) => _id))
    return { inserted: await events.insert(fresh, { ids, since: clock.now() }), open }
  }

  async function isWanted(event: KeluEvent): Promise<boolean> {
    if (event.history) return false
    for (const { wants } of [...recorders, ...listeners]) if (await wants(event)) return true
    return false
  }

  /** `between`: what must be done when they are durable and before anybody is told. Returns whether there was anything to tell. */
  async function storeAndHandle(
    fresh: KeluEvent[],
    about: About,
    between: () => Promise<void>,
  ): Promise<boolean> {
    const { inserted, open } = await store(fresh)
    await between()
    for (const [index, event] of open.entries()) {
      const record: EventRecord | null = inserted.has(event._id)
        ? { ...event, open: true }
        : await events.find(event._id)
      // What is told of the first event may change the customer before the second.
      if (record?.open) await handle(record, index === 0 ? about : {})
    }
    return open.length > 0
  }

  /** Takes one event as far as it goes. Does not throw for what a customer's data or a listener did. */
  async function handle(record: EventRecord, about: About = {}): Promise<void> {
    const event = toEvent(record)
    let applied: Commit | null = null
    try {
      await tellRecorders(event)
      if (!record.applied) applied = await apply(event, about.known)
    } catch (error) {
      if (await isOfNobody(event, error)) await events.remove(event._id)
      else await postpone(record, error, { applied: false })
      return
    }
    const justRead = about.known ? undefined : applied?.customer
    const fault = await tellListeners(event, justRead ?? about.current ?? null)
    if (fault && (await isOfNobody(event, fault.error))) await events.remove(event._id)
    else if (fault) await postpone(record, fault.error, { applied: true })
    else await close(event)
    await publish(applied?.events ?? [])
  }

  /** Books are kept of everybody: before anybody else hears of it, and needing nobody who is known. */
  async function tellRecorders(event: KeluEvent): Promise<void> {
    if (event.history) return
    for (const { record, wants } of recorders) if (await wants(event)) await record(event)
  }

  /** Told of somebody who was erased, such as a refund of what they bought: it is in the books, and nothing else is left to do. */
  async function isOfNobody({ customerId }: KeluEvent, error: unknown): Promise<boolean> {
    const isMissing = error instanceof DomainError && error.code === 'customer.not_found'
    return isMissing && error.data.customerId === customerId && deps.wasErased(customerId)
  }

  async function close({ _id, at, receivedAt, history }: KeluEvent): Promise<void> {
    await events.close(_id)
    // What was so years ago says nothing about how fast we hear.
    if (history) return
    observe?.('heard', receivedAt.getTime() - at.getTime())
    observe?.('handled', clock.now().getTime() - receivedAt.getTime())
  }

  async function apply(event: KeluEvent, known?: Customer): Promise<Commit | null> {
    if (!concernsCustomer(event)) return null
    return journal.commit(known ?? event.customerId, {
      history: event.history,
      mark: { list: 'recent', id: event._id },
      edit: (draft, now) => applyEvent(draft, event, now, deps.buyerRules?.()),
    })
  }

  /**
   * Tells each listener, with the customer as they are by then: the first as `current` a moment ago, the others read
   * again, for a listener may change them. One that throws does not keep the others from hearing.
   */
  async function tellListeners(
    event: KeluEvent,
    current: Customer | null,
  ): Promise<{ error: unknown } | null> {
    let fault: { error: unknown } | null = null
    if (event.history) return fault
    // In the middle of a merge they are not yet all they will be.
    let fresh = current?.merging?.length ? null : current
    for (const { notify, wants } of listeners) {
      if (!(await wants(event))) continue
      try {
        await notify(event, fresh ?? (await customerOf(event)))
      } catch (error) {
        fault ??= { error }
      }
      fresh = null
    }
    return fault
  }

  async function customerOf(event: KeluEvent): Promise<Customer> {
    const customer = await deps.find(event.customerId)
    if (!customer) throw new DomainError('customer.not_found', { customerId: event.customerId })
    return customer
  }

  async function postpone(
    record: EventRecord,
    error: unknown,
    { applied }: { applied: boolean },
  ): Promise<void> {
    const tries = (record.tries ?? 0) + 1
    const openSince = new Date(clock.now().getTime() + retryDelayMs(tries))
    log.error({ eventId: record._id, event: record.name, tries, err: error }, 'event not done yet')
    await events.postpone(record._id, { openSince, tries, applied })
  }

  /**
   * Makes committed change events public: durable in the history first, then out of the outbox, then told. `current` saves
   * reading who they are about. Returns whether there was anybody to tell.
   */
  async function publish(outbox: KeluEvent[], current?: Customer): Promise<boolean> {
    const first = outbox[0]
    if (!first) return false
    const ids = outbox.map(({ _id }) => _id)
    return storeAndHandle(outbox, { current }, () => customers.removeFromOutbox(first.customerId, ids))
  }

  /** Those of one person one after the other, different people beside each other. */
  async function handleAll(records: EventRecord[]): Promise<void> {
    const slot = pLimit(parallel)
    const byCustomer = new Map<string, EventRecord[]>()
    for (const record of records) {
      byCustomer.set(record.customerId, [...(byCustomer.get(record.customerId) ?? []), record])
    }
    await Promise.all(
      [...byCustomer.values()].map((own) =>
        slot(async () => {
          for (const record of own) await handle(record)
        }),
      ),
    )
  }

  return {
    hear,
    publish,
    async accept(incoming: NewEvent[]): Promise<void> {
      await store(received(incoming))
    },
    async process(ids: string[]): Promise<void> {
      await handleAll(await events.findOpen(ids))
    },
    listen(listener: EventListener, wants: EventFilter = () => true): void {
      listeners.push({ notify: listener, wants })
    },
    record(recorder: EventRecorder, wants: EventFilter): void {
      recorders.push({ record: recorder, wants })
    },
    /** Goes on with what has been waiting since `before`; returns how many were taken up. */
    async resume(before: Date, limit: number): Promise<number> {
      const waiting = await events.waitingSince(before, limit)
      await handleAll(waiting)
      return waiting.length
    },
  }
}
