import type { Customer } from '../../models/customer.ts'
import type { Order, OrderStore } from '../../models/orders.ts'
import type { TraitChecking, TraitCheckStore, TraitDifference } from '../../models/trait-check.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { RefreshControl } from '../customers/preferences/refresh.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { nextDailyAt } from '../local-time.ts'
import type { Log } from '../log.ts'
import { ledgerOf } from './ledger-of.ts'
import { traitDifferences } from './trait-differences.ts'

/** Local time of the nightly check (Asia/Shanghai). */
const nightlyMinute = 3 * 60 + 30
const pageSize = 200
/** Of a page together; whose page has more are read one by one. */
const mostOfPage = 10_000
const mostOfOne = 1_000
const mostNamed = 100

export interface TraitProof {
  /** When the next check is due; past while one is under way. */
  nextAt(): Promise<Date>
  /** Has everybody checked now, by whoever runs jobs; false when that is under way already. */
  ask(): Promise<boolean>
  /** Goes on with the check that is due, page by page, until it is through or is to stop; whoever is done stays done. */
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
}

/**
 * The proof that counting along is counting: each night what orders make of everybody is worked out anew, from the documents of
 * their orders and from the ledger they carry, and compared with what is kept. Differences are counted, told by name, and put right.
 */
export function createTraitProof(deps: {
  store: TraitCheckStore
  orders: Pick<OrderStore, 'ofCustomers'>
  customers: Pick<Customers, 'find' | 'recount'>
  rules: () => BuyerRules
  clock: Clock
  log: Log
}): TraitProof {
  const { store, orders, customers, rules, clock, log } = deps

  /** Read before what is compared with them: an order is applied to its customer before it is a document. */
  async function ordersOfPage(page: readonly Customer[]): Promise<Map<string, Order[]>> {
    const ownerOf = new Map(
      page.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom].map((id) => [id, _id] as const)),
    )
    const all = await orders.ofCustomers([...ownerOf.keys()], mostOfPage)
    const byOwner = new Map<string, Order[]>()
    if (all.length === mostOfPage) {
      for (const { _id, mergedFrom } of page)
        byOwner.set(_id, await orders.ofCustomers([_id, ...mergedFrom], mostOfOne))
      return byOwner
    }
    for (const order of all) {
      const owner = ownerOf.get(order.customerId) ?? order.customerId
      byOwner.set(owner, [...(byOwner.get(owner) ?? []), order])
    }
    return byOwner
  }

  /** Looked at again before it counts: what was read with its page may be older than the orders. */
  async function putRight(seen: Customer, known: readonly Order[]): Promise<TraitDifference | null> {
    const ledger = ledgerOf(known)
    const differ = (customer: Customer) =>
      customer.merging?.length ? [] : traitDifferences(customer, ledger, { now: clock.now(), rules: rules() })
    if (differ(seen).length === 0) return null
    const present = await customers.find(seen._id)
    const fields = present === null || present._id !== seen._id ? [] : differ(present)
    if (fields.length === 0) return null
    log.error({ customerId: seen._id, fields }, 'what was kept of a customer was not what their orders say')
    await customers.recount(seen._id, ledger)
    return { customerId: seen._id, fields }
  }

  async function checkPage(page: readonly Customer[]): Promise<TraitDifference[]> {
    const byOwner = await ordersOfPage(page)
    const found: TraitDifference[] = []
    for (const customer of page) {
      try {
        const difference = await putRight(customer, byOwner.get(customer._id) ?? [])
        if (difference !== null) found.push(difference)
      } catch (error) {
        // One who cannot be dealt with does not keep the others waiting.
        log.error({ customerId: customer._id, err: error }, 'the traits of this customer were not checked')
      }
    }
    return found
  }

  /** The one under way, or the nightly one once it is due. */
  async function present(): Promise<TraitChecking | null> {
    const now = clock.now()
    const { running, lastAt } = await store.known(now)
    if (running !== undefined) return running
    if (nextDailyAt(nightlyMinute, lastAt) > now) return null
    await store.begin(now)
    return (await store.known(now)).running ?? null
  }

  return {
    async nextAt() {
      const { running, lastAt } = await store.known(clock.now())
      return running?.at ?? nextDailyAt(nightlyMinute, lastAt)
    },
    ask: () => store.begin(clock.now()),
    async advance({ shouldStop, touch }) {
      let check = await present()
      if (check === null) return { isThrough: true }
      while (!shouldStop()) {
        const page = await store.page(check.after, pageSize)
        const last = page.at(-1)
        if (last === undefined) {
          await store.end(check, clock.now())
          const { checked, differing } = check
          log.info({ checked, differing }, 'the traits of everybody were checked')
          return { isThrough: true }
        }
        const found = await checkPage(page)
        const next: TraitChecking = {
          ...check,
          after: last._id,
          checked: check.checked + page.length,
          differing: check.differing + found.length,
          differences: [...check.differences, ...found].slice(0, mostNamed),
        }
        // Somebody else goes on with it.
        if (!(await store.goneThrough(check, next))) return { isThrough: true }
        check = next
        await touch()
      }
      return { isThrough: false }
    },
  }
}
