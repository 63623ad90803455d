import type { Customer } from '../../models/customer.ts'
import type { Erasure, ErasureStore } from '../../models/erasures.ts'
import type { Order, OrderStore } from '../../models/orders.ts'
import type { PersonalTraces, Traces } from '../../models/personal-traces.ts'
import type { Sealed } from '../../models/sealed.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Sealing } from '../customers/sealing.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { createForgotten } from './forgotten.ts'

/** By then whatever was being done about them when they went has been written, and is taken out as well. */
const settlingMs = 15 * 60_000
/** Nobody else goes on with an erasure in somebody's hands. */
const leaseMs = 10 * 60_000
const batch = 20
/** The newest: an older one is over. */
const mostOrders = 1_000

/** Who wants it, and why. */
export interface ErasureWish {
  by: string
  byName?: string
  /** Kept for ever: it should name nobody. */
  reason: string
}

export interface ErasuresDependencies {
  stores: { erasures: ErasureStore; orders: Pick<OrderStore, 'ofCustomers'> }
  traces: PersonalTraces
  customers: Pick<Customers, 'reveal' | 'findMany'>
  forgotten: Pick<ReturnType<typeof createForgotten>, 'remember' | 'among'>
  seal: Sealing
  /** Of what the person did before and after. */
  clock: Clock
  realClock: Clock
  log: Log
}

export type Erasures = ReturnType<typeof createErasures>

/**
 * Erasure (PIPL art. 47): afterwards nothing in the store names the person. Written down first, then done in steps each of which may
 * be done again, so a process may die anywhere; what was being written meanwhile is looked for a second time later. What the
 * books need stays, without them (art. 47 para. 2): orders with what was sold and for how much.
 */
export function createErasures(deps: ErasuresDependencies) {
  const { stores, traces: store, customers, forgotten, seal, clock, realClock, log } = deps

  /** Orders whose contract is not fulfilled yet: who is to get goods or money must be known. */
  async function unfinished(customer: Customer): Promise<Order[]> {
    const orders = await stores.orders.ofCustomers(idsOf(customer), mostOrders)
    return orders.filter(isUnfinished)
  }

  /** Takes out what there is at once; raw callbacks and writings follow by `sweep`. Throws `erasure.unfinished` while an order is open. */
  async function erase(customer: Customer, wish: ErasureWish): Promise<void> {
    const open = await unfinished(customer)
    if (open.length > 0) throw new DomainError('erasure.unfinished', { orders: open.map(({ _id }) => _id) })
    const at = realClock.now()
    const traces = tracesOf(customer)
    // First: nobody may find what they refused gone with them.
    await forgotten.remember(customer, traces.keys, clock.now())
    await stores.erasures.begin({
      _id: customer._id,
      customers: traces.customers,
      state: 'erasing',
      traces: seal.seal(JSON.stringify(traces)),
      ...wish,
      at,
      dueAt: at,
      removed: {},
    })
    await removeAll(traces)
  }

  /** In the order of the table: who leads to them first. */
  async function removeAll(traces: Traces): Promise<Record<string, number>> {
    const removed: Record<string, number> = {}
    for (const [name, remove] of Object.entries(store.removals)) removed[name] = await remove(traces)
    return removed
  }

  /** What each of them says, in clear. */
  const records: Record<string, (record: Record<string, unknown>) => string> = {
    inbox: ({ payload, note }) => `${open(payload)} ${note ?? ''}`,
    keptAnswers: ({ answer }) => open(answer),
    webhookDeliveries: ({ body }) => String(body),
  }
  const open = (sealed: unknown): string => (sealed === undefined ? '' : seal.unseal(sealed as Sealed))

  async function cleanRecords(traces: Traces): Promise<Record<string, number>> {
    const removed: Record<string, number> = {}
    for (const [name, textOf] of Object.entries(records)) {
      for (let after: string | null = ''; after !== null; ) {
        const page = await store.cleanRecords(name, traces, textOf, after)
        removed[name] = (removed[name] ?? 0) + page.removed
        after = page.next
      }
    }
    return removed
  }

  async function goOn(erasure: Erasure): Promise<void> {
    if (erasure.traces === undefined) return
    const traces = JSON.parse(seal.unseal(erasure.traces)) as Traces
    const files = await store.cleanImports(realClock.now())
    const removed = sumOf(
      erasure.removed,
      await removeAll(traces),
      { importParts: files.removed },
      await cleanRecords(traces),
      await store.cleanWritings(traces),
    )
    const now = realClock.now()
    // A file that is being read may tell of them: it goes when it has been.
    if (erasure.state === 'erasing' || files.isReading) {
      const dueAt = new Date(now.getTime() + settlingMs)
      await stores.erasures.move(erasure._id, { state: 'settling', removed, dueAt })
    } else {
      await stores.erasures.finish(erasure._id, { removed, endedAt: now })
      log.info({ customerId: erasure._id, removed }, 'a customer was erased')
    }
  }

  /** Goes on with what is due; returns how many. */
  async function sweep(): Promise<number> {
    const due = await stores.erasures.take(realClock.now(), leaseMs, batch)
    for (const erasure of due) await goOn(erasure)
    return due.length
  }

  /**
   * Takes out anew whoever was erased and is there again, as after a backup of before was restored: to be done before anybody is
   * written to. Orders that were open then keep nobody. Returns how many.
   */
  async function eraseReturned(): Promise<number> {
    let count = 0
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: Erasure[] = await stores.erasures.page(after, batch)
      const present = await customers.findMany(page.flatMap(({ customers }) => customers))
      for (const erasure of page) {
        const returned = new Map(
          erasure.customers.flatMap((id) => {
            const customer = present.get(id)
            return customer === undefined ? [] : [[customer._id, customer] as const]
          }),
        )
        if (returned.size === 0) continue
        await eraseAgain(erasure, [...returned.values()])
        count += 1
      }
      after = page.at(-1)?._id
    }
    if (count > 0)
      log.warn({ count }, 'people who were erased were in the store again and are taken out again')
    return count
  }

  async function eraseAgain(erasure: Erasure, returned: readonly Customer[]): Promise<void> {
    const found = returned.map(tracesOf)
    const traces: Traces = {
      customers: [...new Set([...erasure.customers, ...found.flatMap(({ customers }) => customers)])],
      keys: found.flatMap(({ keys }) => keys),
      values: found.flatMap(({ values }) => values),
      names: found.flatMap(({ names }) => names),
    }
    // What they refused after the backup is known better by what was remembered at the time.
    const known = await forgotten.among(traces.keys)
    for (const customer of returned) {
      const unknown = customer.ids.filter((key) => !known.has(key))
      await forgotten.remember(customer, unknown, erasure.at)
    }
    await stores.erasures.reopen(erasure._id, seal.seal(JSON.stringify(traces)), realClock.now())
    await removeAll(traces)
  }

  return { unfinished, erase, eraseReturned, sweep, list: stores.erasures.list, find: stores.erasures.find }

  function tracesOf(customer: Customer): Traces {
    const { phone, email, realName } = customers.reveal(customer)
    const keys = customer.ids
    return {
      customers: idsOf(customer),
      keys,
      values: [
        ...keys.filter((key) => !key.startsWith('phone:')).map((key) => key.slice(key.lastIndexOf(':') + 1)),
        ...keys.filter((key) => key.startsWith('phone:')),
        ...(phone === undefined ? [] : [phone, phone.replace(/^\+86/, '')]),
        ...(email === undefined ? [] : [email]),
        ...(customer.profile.emailKey === undefined ? [] : [customer.profile.emailKey]),
      ].filter((value) => value.length >= shortestValue),
      names: [customer.profile.nickname ?? '', realName ?? ''].filter((name) => name.length >= shortestName),
    }
  }
}

/** A value of fewer letters stands in too much that is not about them. */
const shortestValue = 6
const shortestName = 2

const idsOf = ({ _id, mergedFrom }: Customer): string[] => [_id, ...mergedFrom]

/** Only of orders Kelu keeps itself: of others the shop knows who gets what. */
function isUnfinished({ own, state }: Order): boolean {
  if (own === undefined) return false
  const refunds = own.refunds ?? []
  return (
    own.step === 'open' ||
    refunds.some((refund) => refund.state === 'requested' || refund.state === 'pending') ||
    (own.step === 'paid' && (state === 'paid' || state === 'shipped') && !isAllRefunded(own))
  )
}

function isAllRefunded({ refunds = [], totalFen }: NonNullable<Order['own']>): boolean {
  return refunds.filter(({ state }) => state === 'done').reduce((sum, { fen }) => sum + fen, 0) >= totalFen
}

function sumOf(...counts: Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const each of counts)
    for (const [name, count] of Object.entries(each)) if (count > 0) sum[name] = (sum[name] ?? 0) + count
  return sum
}
