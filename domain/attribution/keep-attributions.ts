import type { AttributionReader, ToldOfContact } from '../../models/attribution-reader.ts'
import type { AttributionWork, AttributionWorkStore } from '../../models/attribution-work.ts'
import type { AttributionStore } from '../../models/attributions.ts'
import type { KeluEvent } from '../../models/event.ts'
import { orderKeyIn } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Log } from '../log.ts'
import { attributePerson } from './attribute.ts'
import { readHistories, touchNews } from './read-histories.ts'
import type { AttributionRules } from './rules.ts'

const dayMs = 86_400_000
/** What is older is settled: what it was attributed by is not kept for ever. */
export const settledDays = 365
/** Between hearing of something and looking at it: an event is stored a moment after it says it was heard. */
const lagMs = 60_000
const newsEveryMs = 15_000
const leaseMs = 60_000
const againMs = 300_000
const peopleAtOnce = 100
const newsAtOnce = 1_000
/** Of one sweep; the next one goes on. */
const mostPages = 20

const aboutOrders = new Set(['order.paid', 'order.refunded', 'coupon.redeemed'])
const lateNews: ReadonlySet<string> = new Set([
  ...touchNews,
  'message.failed',
  'task.done',
  'staff.words_sent',
])

/**
 * Keeps of every order what it is attributed to. What changes an order, and a merge, is heard of as it happens, after the order was
 * written down, and asks for its person to be worked out anew. Contacts are far more than orders, and nobody waits for them: what
 * became known of them is read along the events in the order they were heard of, and concerns only who has bought since. Whatever
 * both miss, the nightly recount finds.
 */
export function createAttributionKeeper(deps: {
  reader: AttributionReader
  store: AttributionStore
  work: AttributionWorkStore
  orders: Pick<OrderStore, 'find'>
  customers: Pick<Customers, 'findMany'>
  rules: () => AttributionRules
  clock: Clock
  log: Log
}) {
  const { reader, store, work, orders, customers, rules, clock, log } = deps
  let newsDueAt = new Date(0)

  const settledBefore = (now: Date): Date => new Date(now.getTime() - settledDays * dayMs)

  async function onEvent(event: KeluEvent): Promise<void> {
    const now = clock.now()
    if (event.name === 'customer.merged') {
      await work.ask(new Map([[event.customerId, settledBefore(now)]]), now)
      return
    }
    const key = orderKeyIn(event.props)
    const paidAt = key === null ? undefined : (await orders.find(key))?.payment?.at
    // Unpaid so far: its payment will be told.
    if (paidAt !== undefined) await work.ask(new Map([[event.customerId, paidAt]]), now)
  }

  /** Whoever of these has bought since, and since when what they bought may have changed. */
  async function concernedBy(news: readonly ToldOfContact[]): Promise<Map<string, Date>> {
    const since = new Map<string, Date>()
    const windowMs = rules().windowDays * dayMs
    for (const { customerId, name, at } of news) {
      // What failed counted from when it was sent.
      const from = name === 'message.failed' ? new Date(at.getTime() - windowMs) : at
      const known = since.get(customerId)
      if (known === undefined || from < known) since.set(customerId, from)
    }
    if (since.size === 0) return since
    const present = await customers.findMany([...since.keys()])
    const byPerson = new Map<string, Date>()
    for (const [id, from] of since) {
      const person = present.get(id)?._id ?? id
      const known = byPerson.get(person)
      if (known === undefined || from < known) byPerson.set(person, from)
    }
    const earliest = new Date(Math.min(...[...byPerson.values()].map((at) => at.getTime())))
    const newest = await store.buyersAmong([...byPerson.keys()], earliest)
    return new Map([...byPerson].filter(([id, from]) => (newest.get(id) ?? new Date(0)) >= from))
  }

  async function hearNews(heard: { at: Date; id: string }): Promise<number> {
    const now = clock.now()
    if (now < newsDueAt) return 0
    let after = heard
    let asked = 0
    for (let page = 0; page < mostPages; page += 1) {
      const until = new Date(now.getTime() - lagMs)
      const { found, last, isAll } = await reader.heardBehind(after, until, lateNews, newsAtOnce)
      const people = await concernedBy(found)
      await work.ask(people, now)
      asked += people.size
      if (last !== after) await work.heard(last)
      after = last
      if (isAll) {
        newsDueAt = new Date(now.getTime() + newsEveryMs)
        break
      }
    }
    return asked
  }

  /** Works these people's orders out anew. */
  async function workOut(due: readonly AttributionWork[]): Promise<void> {
    const found = await customers.findMany(due.map(({ _id }) => _id))
    const people = [...new Map([...found.values()].map((one) => [one._id, one])).values()]
    const settled = settledBefore(clock.now())
    const earliest = Math.min(...due.map(({ since }) => since.getTime()))
    const since = new Date(Math.max(earliest, settled.getTime()))
    const ids = people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
    const present = rules()
    const [kept, histories] = await Promise.all([
      store.ofCustomers(ids, since),
      readHistories(reader, people, present, since),
    ])
    await store.replace(
      kept,
      histories.flatMap((person) => attributePerson(person, present, since)),
    )
  }

  async function workOff(lease: { until: Date }): Promise<number> {
    let done = 0
    for (let page = 0; page < mostPages; page += 1) {
      const now = clock.now()
      const due = await work.due(now, peopleAtOnce)
      if (due.length === 0) return done
      const next = new Date(now.getTime() + leaseMs)
      if (page > 0) {
        if (!(await work.keep(lease.until, next))) return done
        lease.until = next
      }
      try {
        await workOut(due)
        await work.settle(due)
      } catch (error) {
        log.error({ err: error, people: due.length }, 'orders were not attributed: later again')
        await work.postpone(
          due.map(({ _id }) => _id),
          new Date(now.getTime() + againMs),
        )
      }
      done += due.length
    }
    return done
  }

  return {
    onEvent,
    wants: ({ name }: Pick<KeluEvent, 'name'>): boolean =>
      name === 'customer.merged' || aboutOrders.has(name),
    /** Goes on with what waits, one process at a time; how many people it dealt with. */
    async sweep(): Promise<number> {
      const now = clock.now()
      if (now < newsDueAt && (await work.due(now, 1)).length === 0) return 0
      const lease = { until: new Date(now.getTime() + leaseMs) }
      const heard = await work.take(now, lease.until)
      if (heard === null) return 0
      try {
        await hearNews(heard)
        return await workOff(lease)
      } finally {
        await work.letGo(lease.until)
      }
    },
  }
}
