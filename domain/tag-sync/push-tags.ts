import type { Customer } from '../../models/customer.ts'
import type { TagPush, TagPushStore, TagRefusal } from '../../models/tag-pushes.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { activePair } from '../customers/pair-tags.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Catalogue } from './catalogue.ts'
import type { CorpTags, MarkOutcome, MarkRefusal } from './ports.ts'
import type { TagBook } from './tag-book.ts'
import { type PairWants, pairWants, wantsNothing } from './want-tags.ts'

/** Tags a pair may have (document 92118). */
const mostOfPair = 3_000
const leaseMs = 60_000
const perSweep = 200
const longestWaitMs = 3_600_000

export type CarryOutcome =
  | { kind: 'done'; refused: TagRefusal[] }
  | { kind: 'retryLater'; afterMs: number; code: string }

/** Puts what Kelu knows of somebody on their pairs in WeCom. Repeatable: what is there already is not put on again. */
export function createTagPush(deps: {
  corp: string
  store: TagPushStore
  catalogue: Catalogue
  corpTags: CorpTags
  customers: Pick<Customers, 'find' | 'notePair'>
  clock: Clock
  log: Log
}) {
  const { corp, store, catalogue, corpTags, customers, clock, log } = deps

  async function carry(customer: Customer, off: readonly string[] = []): Promise<CarryOutcome> {
    try {
      return await carryAll(customer, off)
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'platform.unavailable') throw error
      return { kind: 'retryLater', afterMs: waitOf(error.data.until), code: String(error.data.code ?? '') }
    }
  }

  function waitOf(until: unknown): number {
    return until instanceof Date ? Math.max(1_000, until.getTime() - clock.now().getTime()) : 30_000
  }

  async function carryAll(customer: Customer, off: readonly string[]): Promise<CarryOutcome> {
    const wanted = pairWants(customer, corp, await catalogue.book(), off)
    if (wanted.every(wantsNothing)) return { kind: 'done', refused: [] }
    const names = new Set(wanted.flatMap(({ add }) => add))
    const { book, refused } = await catalogue.ensure([...names])
    // What others have told of meanwhile is in the book by now.
    let current = customer
    for (const wants of pairWants(customer, corp, book, off)) {
      const done = await mark(current, wants, book)
      if ('kind' in done) return done
      refused.push(...done.refused)
      current = done.customer
    }
    return { kind: 'done', refused: distinct(refused) }
  }

  async function mark(
    customer: Customer,
    { staff, add, remove }: PairWants,
    book: TagBook,
  ): Promise<{ customer: Customer; refused: TagRefusal[] } | (CarryOutcome & { kind: 'retryLater' })> {
    const room = mostOfPair - (activePair(customer.follows, { corp, staff })?.labels?.ids.length ?? 0)
    const known = add.flatMap((tag) => book.live(tag) ?? [])
    const ids = known.slice(0, Math.max(0, room)).map(({ id }) => id)
    const full = known.slice(ids.length).map(({ tag }) => tag)
    const refused = full.map((tag): TagRefusal => ({ tag, reason: 'pairFull', code: 'pairFull' }))
    if (ids.length + remove.length === 0) return { customer, refused }
    const marking = { corp, staff, add: ids, remove }
    const outcome = await markPair(customer, marking)
    if (outcome.kind === 'retryLater') return outcome
    if (outcome.kind === 'done') return { customer: await customers.notePair(customer, marking), refused }
    if (outcome.reason === 'unknownTag') {
      // Deleted in the admin console since the list was read.
      log.info({ code: outcome.code }, 'corp tag ids are out of date, reading them again')
      await catalogue.refresh()
      return { kind: 'retryLater', afterMs: 1_000, code: outcome.code }
    }
    if (outcome.reason === 'noRelation') return { customer, refused }
    const { reason, code } = outcome
    const tags = known.map(({ tag }): TagRefusal => ({ tag, code, reason: refusalOf(reason) }))
    return { customer, refused: [...refused, ...tags] }
  }

  /** Of several ids of one person the one this member knows them by. */
  async function markPair(
    customer: Customer,
    { staff, add, remove }: { staff: string; add: string[]; remove: string[] },
  ): Promise<MarkOutcome> {
    let last: MarkOutcome = { kind: 'refused', reason: 'noRelation', code: 'noExternalId' }
    for (const externalUserid of externalIdsOf(customer, corp)) {
      last = await corpTags.mark({ staff, externalUserid, add, remove })
      if (last.kind !== 'refused' || !isAboutTheId(last.reason)) return last
    }
    return last
  }

  async function carryOne(push: TagPush): Promise<void> {
    if (!(await store.lease(push, new Date(clock.now().getTime() + leaseMs)))) return
    const customer = await customers.find(push._id)
    const outcome: CarryOutcome = customer ? await carry(customer, push.off) : { kind: 'done', refused: [] }
    if (outcome.kind === 'done') return store.end(push, outcome.refused)
    const waitMs = Math.min(longestWaitMs, outcome.afterMs * 2 ** Math.min(push.tries, 10))
    await store.postpone(push, new Date(clock.now().getTime() + waitMs))
  }

  return {
    carry,
    /** Takes up who is due; how many. */
    async sweep(): Promise<number> {
      const due = await store.due(clock.now(), perSweep)
      for (const push of due) {
        try {
          await carryOne(push)
        } catch (error) {
          // One who cannot be dealt with does not keep the others waiting; its lease ends in a minute.
          log.error({ customerId: push._id, err: error }, 'the tags of this customer are not in WeCom')
        }
      }
      return due.length
    },
  }
}

/** Another id of the same person may do. */
const isAboutTheId = (reason: MarkRefusal): boolean => reason === 'noRelation' || reason === 'foreignId'

const refusalOf = (reason: Exclude<MarkRefusal, 'noRelation' | 'unknownTag'>): TagRefusal['reason'] =>
  reason === 'content' ? 'name' : reason

/** The ids by which a corp knows somebody. */
export function externalIdsOf({ ids }: Pick<Customer, 'ids'>, corp: string): string[] {
  const prefix = `external:${corp}:`
  return ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length))
}

function distinct(refused: readonly TagRefusal[]): TagRefusal[] {
  return [...new Map(refused.map((each) => [each.tag, each])).values()]
}
