import type { AttributionReader } from '../../models/attribution-reader.ts'
import type { AttributionRecount, AttributionRoundStore } from '../../models/attribution-rounds.ts'
import type { SpendStore } from '../../models/attribution-spend.ts'
import type { AttributionWorkStore } from '../../models/attribution-work.ts'
import type { Attribution, AttributionStore } from '../../models/attributions.ts'
import type { Customer } from '../../models/customer.ts'
import { isSameDocument } from '../../models/same-document.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { RefreshControl } from '../customers/preferences/refresh.ts'
import { localTime, nextDailyAt } from '../local-time.ts'
import type { Log } from '../log.ts'
import { boundsOf } from '../period.ts'
import { attributePerson } from './attribute.ts'
import { settledDays } from './keep-attributions.ts'
import { readHistories } from './read-histories.ts'
import { type AttributionRules, ruleKey } from './rules.ts'
import { countSpend } from './spend.ts'

const dayMs = 86_400_000
/** Local time of the recount (Asia/Shanghai), after the figures it reads have come in. */
const nightlyMinute = 4 * 60 + 30
const pageSize = 200
/** Receipts of a day still come in the days after. */
const recountedDays = 4
/** Of an installation that has counted nothing so far. */
const firstDays = 92

export interface AttributionRecounter {
  nextAt(): Promise<Date>
  /** Goes on with what is due, page by page, until it is through or is to stop. */
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
}

/**
 * Each night, and at once when the rules are others, what is kept of the orders of the last year is held against their records. It
 * writes nothing itself: whoever differs is asked for, so that one place alone writes. Then the days of spending are counted.
 */
export function createAttributionRecounter(deps: {
  reader: AttributionReader
  store: Pick<AttributionStore, 'ofCustomers'>
  work: Pick<AttributionWorkStore, 'ask'>
  rounds: AttributionRoundStore
  spend: SpendStore
  customers: Pick<Customers, 'findMany'>
  rules: () => AttributionRules
  clock: Clock
  log: Log
}): AttributionRecounter {
  const { reader, store, work, rounds, spend, customers, rules, clock, log } = deps

  async function dueAt(): Promise<Date> {
    const now = clock.now()
    const [{ running, lastAt }, last] = await Promise.all([rounds.known(now), rounds.last()])
    if (running !== undefined) return running.at
    return last.rules === ruleKey(rules()) ? nextDailyAt(nightlyMinute, lastAt) : now
  }

  async function present(): Promise<AttributionRecount | null> {
    const now = clock.now()
    const { running } = await rounds.known(now)
    if (running !== undefined) return running
    if ((await dueAt()) > now) return null
    await rounds.begin(now, ruleKey(rules()))
    return (await rounds.known(now)).running ?? null
  }

  /** How many orders were held against their records, and of how many these say something else. */
  async function recount(page: readonly Customer[]): Promise<{ orders: number; differing: number }> {
    const now = clock.now()
    const since = new Date(now.getTime() - settledDays * dayMs)
    const ids = page.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
    const [kept, histories] = await Promise.all([
      store.ofCustomers(ids, since),
      readHistories(reader, page, rules(), since),
    ])
    const worked = histories.flatMap((person) => attributePerson(person, rules(), since))
    const differing = differences(kept, worked)
    const asked = new Map<string, Date>()
    for (const { customerId, paidAt } of differing) {
      const known = asked.get(customerId)
      if (known === undefined || paidAt < known) asked.set(customerId, paidAt)
    }
    await work.ask(asked, now)
    return { orders: worked.length, differing: differing.length }
  }

  async function countDays(
    { at }: AttributionRecount,
    { shouldStop, touch }: RefreshControl,
  ): Promise<boolean> {
    const today = localTime(at).startOf('day')
    const fresh = (await spend.find(today.minus({ days: recountedDays + 1 }).toISODate())) === null
    for (let ago = fresh ? firstDays : recountedDays; ago >= 1; ago -= 1) {
      if (shouldStop()) return false
      const day = today.minus({ days: ago }).toISODate()
      const counted = await spend.find(day)
      if (counted !== null && counted.at >= at) continue
      const rows = await countSpend(reader, customers, ...boundsOf({ from: day, to: day }))
      await spend.keep({ _id: day, rows, at: clock.now() })
      await touch()
    }
    return true
  }

  return {
    nextAt: dueAt,
    async advance(control) {
      let round = await present()
      if (round === null) return { isThrough: true }
      while (!control.shouldStop()) {
        const page = await rounds.page(round.after, pageSize)
        const last = page.at(-1)
        if (last === undefined) {
          if (!(await countDays(round, control))) return { isThrough: false }
          await rounds.end(round, clock.now())
          const { orders, differing } = round
          log.info({ orders, differing }, 'what orders are attributed to was recounted')
          return { isThrough: true }
        }
        const found = await recount(page)
        const next: AttributionRecount = {
          ...round,
          after: last._id,
          orders: round.orders + found.orders,
          differing: round.differing + found.differing,
        }
        // Somebody else goes on with it.
        if (!(await rounds.goneThrough(round, next))) return { isThrough: true }
        round = next
        await control.touch()
      }
      return { isThrough: false }
    },
  }
}

/** Orders kept otherwise than their records say, missing, or kept though they count no more. */
function differences(kept: readonly Attribution[], worked: readonly Attribution[]): Attribution[] {
  const before = new Map(kept.map((one) => [one._id, one]))
  const counted = new Set(worked.map(({ _id }) => _id))
  return [
    ...worked.filter((one) => !isSameDocument(before.get(one._id), one)),
    ...kept.filter(({ _id }) => !counted.has(_id)),
  ]
}
