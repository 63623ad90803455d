import type { HandOver, HandOverItem, HandOverStore, HandOverThing } from '../../models/hand-overs.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Belongings, CustomerTransfers, TransferAsked } from './ports.ts'
import { alreadyBegun } from './refusals.ts'
import type { TakeOverCustomer } from './take-over-customer.ts'

/** WeCom takes so many at a time (documents 96325, 96334). */
const mostAtOnce = 100
/** Groups of one owner to another in a day (document 96334). */
const mostGroupsPerDay = 300
const dayMs = 86_400_000
const lookEveryMs = 3_600_000
/** One member has fewer tasks, codes or pending group-sends. */
const mostOfAKind = 1_000
/** One member has fewer customers. */
const mostOpen = 50_000
const leaseMs = 120_000

/** When a hand-over is looked at again, or that nothing is left. */
type Next = { at: Date } | 'through'

/**
 * Carries a hand-over on: what is planned is asked for in batches, what was asked for is looked after until WeCom says what became of
 * it. Each step is written down before the next, and asked for again after a death: WeCom then says that it is under way.
 */
export function createAdvanceHandOver(deps: {
  store: HandOverStore
  transfers: CustomerTransfers
  belongings: readonly Belongings[]
  takeOver: TakeOverCustomer
  clock: Clock
  log: Log
}) {
  const { store, transfers, belongings, takeOver, clock, log } = deps
  const now = () => clock.now()
  const later = (ms: number) => new Date(now().getTime() + ms)

  const planned = (handOver: HandOver, what: HandOverThing, to: string, limit: number) =>
    store.itemsIn({ handOver: handOver._id, state: 'planned', what, to }, limit)

  /** Notes what WeCom said to each; one it is at already was asked for by whoever died. */
  async function note(items: readonly HandOverItem[], asked: TransferAsked, begun: 'asked' | 'done') {
    if (asked.kind === 'retryLater') return later(asked.afterMs)
    for (const item of items) {
      const code = asked.kind === 'refused' ? asked.code : (asked.codes.get(item.ref) ?? '0')
      const isBegun = code === '0' || (alreadyBegun.has(code) && begun === 'asked')
      const at = { ...(begun === 'asked' ? { askedAt: now() } : { endedAt: now() }) }
      await store.move(
        [item._id],
        'planned',
        isBegun ? { state: begun, ...at } : { state: 'refused', code, endedAt: now() },
      )
    }
    return null
  }

  async function askForCustomers(handOver: HandOver, to: string): Promise<Date | null> {
    for (;;) {
      const items = await planned(handOver, 'customer', to, mostAtOnce)
      if (items.length === 0) return null
      const { kind, from, sentence } = handOver
      const externalUserids = items.map(({ ref }) => ref)
      const asked = await transfers.ask({ kind, from, to, externalUserids, ...(sentence && { sentence }) })
      const again = await note(items, asked, 'asked')
      if (again) return again
    }
  }

  async function giveGroups(handOver: HandOver, to: string): Promise<Date | null> {
    for (let given = 0; given < mostGroupsPerDay; ) {
      const items = await planned(handOver, 'group', to, Math.min(mostAtOnce, mostGroupsPerDay - given))
      if (items.length === 0) return null
      const chatIds = items.map(({ ref }) => ref)
      const asked = await transfers.giveGroups({ kind: handOver.kind, chatIds, to })
      const again = await note(items, asked, 'done')
      if (again) return again
      given += items.length
    }
    const rest = await planned(handOver, 'group', to, 1)
    return rest.length > 0 ? later(dayMs) : null
  }

  /** What Kelu gives by itself; when to look again at what is under way. */
  async function giveOthers(handOver: HandOver, to: string): Promise<Date | null> {
    let again: Date | null = null
    for (const { what, give } of belongings) {
      for (const item of await planned(handOver, what, to, mostOfAKind)) {
        const { from, by } = handOver
        const given = await give({ ref: item.ref, from, to, by, cause: item._id })
        if (given.kind === 'later') {
          const at = later(given.afterMs)
          if (again === null || at < again) again = at
          continue
        }
        const code = given.kind === 'refused' ? { code: given.code } : {}
        const state = given.kind === 'given' ? 'done' : 'refused'
        await store.move([item._id], 'planned', { state, ...code, endedAt: now() })
      }
    }
    return again
  }

  /** What became of those who were asked for; what WeCom tells of an earlier hand-over is not meant. */
  async function lookAfter(handOver: HandOver, to: string): Promise<void> {
    const open = await store.itemsIn(
      { handOver: handOver._id, state: 'asked', what: 'customer', to },
      mostOpen,
    )
    if (open.length === 0) return
    const items = new Map(open.map((item) => [item.ref, item]))
    const { kind, from } = handOver
    for (const { externalUserid, status, at } of await transfers.results({ kind, from, to })) {
      const item = items.get(externalUserid)
      const isEarlier = at !== undefined && item?.askedAt !== undefined && at < item.askedAt
      if (!item || isEarlier || status === 'waiting') continue
      if (status === 'done') {
        await takeOver({ externalUserid, from, to, at: at ?? now(), cause: item._id })
        await store.move([item._id], 'asked', { state: 'done', endedAt: now() })
      } else {
        await store.move([item._id], 'asked', { state: 'refused', code: status, endedAt: now() })
      }
    }
  }

  async function advance(handOver: HandOver): Promise<Next> {
    const again: Date[] = []
    for (const to of handOver.to) {
      const waits = [
        await giveOthers(handOver, to),
        await giveGroups(handOver, to),
        await askForCustomers(handOver, to),
      ]
      again.push(...waits.filter((each) => each !== null))
      await lookAfter(handOver, to)
    }
    if (again.length > 0) return { at: new Date(Math.min(...again.map((each) => each.getTime()))) }
    const open = await store.itemsIn({ handOver: handOver._id, state: 'asked' }, mostAtOnce)
    if (open.length === 0) return 'through'
    // WeCom decides after 24 hours, unless somebody refuses before.
    const decided = Math.min(...open.map(({ askedAt }) => (askedAt ?? now()).getTime() + dayMs))
    return { at: new Date(Math.max(decided, later(lookEveryMs).getTime())) }
  }

  return {
    /** Takes up what is due; how many. */
    async sweep(): Promise<number> {
      const due = await store.due(now(), 20)
      for (const handOver of due) {
        if (!(await store.lease(handOver, later(leaseMs)))) continue
        try {
          const next = await advance(handOver)
          if (next === 'through') await store.end(handOver._id, now())
          else await store.lookAgain(handOver._id, next.at)
        } catch (error) {
          // Its lease ends in two minutes: then it is tried again.
          log.error({ handOver: handOver._id, err: error }, 'a hand-over was not carried on')
        }
      }
      return due.length
    },
  }
}

export function itemId(handOver: string, what: HandOverThing, ref: string): string {
  return `${handOver}:${what}:${ref}`
}
