import pLimit from 'p-limit'
import type { Customer } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'
import type { KeluEvent } from '../../models/event.ts'
import { type EventRecord, type EventStore, toEvent } from '../../models/events.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { applyEvent, concernsCustomer } from './apply-event.ts'
import { checkEvent } from './check-event.ts'
import type { EventFilter, EventListener, NewEvent } from './contract.ts'
import { findCurrent } from './find-current.ts'
import type { Commit, Journal } from './journal.ts'
import { retryDelayMs } from './retry-delay.ts'

const parallel = 8

export type EventFlow = ReturnType<typeof createEventFlow>

/**
 * The way of every event: stored as open → applied to the customer → listeners told → its own consequences published →
 * closed. Each stage may be repeated by anybody at any time; whatever stops half-way stays open and the sweep goes on with it.
 * What concerns neither customer nor listener is history from the start.
 */
export function createEventFlow(deps: {
  customers: CustomerStore
  events: EventStore
  journal: Journal
  clock: Clock
  log: Log
}) {
  const { customers, events, journal, clock, log } = deps
  const listeners: { tell: EventListener; wants: EventFilter }[] = []

  function received(incoming: NewEvent[]): KeluEvent[] {
    const receivedAt = clock.now()
    return incoming.map((event) => ({ ...checkEvent(event), receivedAt }))
  }

  async function hear(incoming: NewEvent): Promise<void> {
    await storeAndHandle(received([incoming]), async () => {})
  }

  async function store(fresh: KeluEvent[]): Promise<{ inserted: Set<string>; open: KeluEvent[] }> {
    const open: KeluEvent[] = []
    for (const event of fresh) if (concernsCustomer(event) || (await isWanted(event))) open.push(event)
    const ids = new Set(open.map(({ _id }) => _id))
    return { inserted: await events.insert(fresh, { ids, since: clock.now() }), open }
  }

  async function isWanted(event: KeluEvent): Promise<boolean> {
    for (const { wants } of listeners) if (await wants(event)) return true
    return false
  }

  /** `between`: what must be done when they are durable and before anybody is told. */
  async function storeAndHandle(fresh: KeluEvent[], between: () => Promise<void>): Promise<void> {
    const { inserted, open } = await store(fresh)
    await between()
    for (const event of open) {
      const record: EventRecord | null = inserted.has(event._id)
        ? { ...event, open: true }
        : await events.find(event._id)
      if (record?.open) await handle(record)
    }
  }

  /** Takes one event as far as it goes. Does not throw for what a customer's data or a listener did. */
  async function handle(record: EventRecord): Promise<void> {
    const event = toEvent(record)
    let applied: Commit | null = null
    try {
      if (!record.applied) applied = await apply(event)
    } catch (error) {
      await postpone(record, error, { applied: false })
      return
    }
    const fault = await tellListeners(event, applied?.customer ?? null)
    if (fault) await postpone(record, fault.error, { applied: true })
    else await events.close(event._id)
    await publish(applied?.events ?? [])
  }

  async function apply(event: KeluEvent): Promise<Commit | null> {
    if (!concernsCustomer(event)) return null
    return journal.commit(event.customerId, {
      mark: { list: 'recent', id: event._id },
      edit: (draft, now) => applyEvent(draft, event, now),
    })
  }

  /**
   * Tells each listener, with the customer as they are by then: the first as `committed` a moment ago, the others read
   * again, for a listener may change them. One that throws does not keep the others from hearing.
   */
  async function tellListeners(
    event: KeluEvent,
    committed: Customer | null,
  ): Promise<{ error: unknown } | null> {
    let fault: { error: unknown } | null = null
    let fresh = committed
    for (const { tell, wants } of listeners) {
      if (!(await wants(event))) continue
      try {
        await tell(event, fresh ?? (await customerOf(event)))
      } catch (error) {
        fault ??= { error }
      }
      fresh = null
    }
    return fault
  }

  async function customerOf(event: KeluEvent): Promise<Customer> {
    const customer = await findCurrent(customers, event.customerId)
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

  /** Makes committed change events public: durable in the history first, then out of the outbox, then told. */
  async function publish(outbox: KeluEvent[]): Promise<void> {
    const first = outbox[0]
    if (!first) return
    const ids = outbox.map(({ _id }) => _id)
    await storeAndHandle(outbox, () => customers.removeFromOutbox(first.customerId, ids))
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
      listeners.push({ tell: listener, wants })
    },
    /** Goes on with what has been waiting since `before`; returns how many were taken up. */
    async resume(before: Date, limit: number): Promise<number> {
      const waiting = await events.waitingSince(before, limit)
      await handleAll(waiting)
      return waiting.length
    },
  }
}
