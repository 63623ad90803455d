import type { TagReconciliationStore, TagReconciling, TagReport } from '../../models/tag-reconciliation.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { RefreshControl } from '../customers/preferences/refresh.ts'
import { localTime } from '../local-time.ts'
import type { Log } from '../log.ts'
import type { ApplyPairTags } from './apply-pair-tags.ts'
import type { Catalogue } from './catalogue.ts'
import type { ListedPair, PairLists } from './ports.ts'
import type { ReadContactTags } from './read-contact-tags.ts'

/** Local time of the nightly reconciliation (Asia/Shanghai). */
const nightly = { hour: 2, minute: 30 }

export interface TagReconciliation {
  nextAt(): Promise<Date>
  /** Has everybody compared now, by whoever runs jobs; false when that is under way already. */
  ask(): Promise<boolean>
  /** Goes on with what is due, member by member, until it is through or is to stop; who is done stays done. */
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
  standing(): Promise<{ running?: TagReconciling; report?: TagReport }>
}

/**
 * What callbacks did not tell: each night, and when asked for, the list of tags and the tags of every pair are read from WeCom and
 * what differs is taken over or put there. Reading what is known already writes nothing.
 */
export function createTagReconciliation(deps: {
  corp: string
  store: TagReconciliationStore
  catalogue: Pick<Catalogue, 'refresh'>
  lists: PairLists
  applyPairTags: ApplyPairTags
  readContact: ReadContactTags
  customers: Pick<Customers, 'findByIdentity'>
  clock: Clock
  log: Log
}): TagReconciliation {
  const { corp, store, catalogue, lists, applyPairTags, readContact, customers, clock, log } = deps

  async function present(): Promise<TagReconciling | null> {
    const now = clock.now()
    const { running, lastAt } = await store.known(corp, now)
    if (running !== undefined) return running
    if (nextNight(lastAt) > now) return null
    await store.begin(corp, now)
    return (await store.known(corp, now)).running ?? null
  }

  async function comparePair(pair: ListedPair, readAt: Date, found: TagReconciling): Promise<void> {
    found.pairs += 1
    const customer = await customers.findByIdentity(`external:${corp}:${pair.externalUserid}`)
    if (!customer) {
      found.unknown += 1
      return
    }
    const { changedHere, changedThere, isStale } = await applyPairTags(customer, { ...pair, readAt })
    if (isStale) await readContact(customer, pair.externalUserid)
    if (changedHere) found.changedHere += 1
    if (changedThere) found.changedThere += 1
  }

  async function compareMember(staff: string, before: TagReconciling, touch: () => Promise<void>) {
    const found = { ...before, after: staff }
    for await (const { pairs: page, readAt } of lists.pairsOf(staff)) {
      for (const pair of page) {
        try {
          await comparePair(pair, readAt, found)
        } catch (error) {
          // One who cannot be dealt with does not keep the others waiting.
          log.error({ staff, err: error }, 'the tags of a pair were not compared')
        }
      }
      await touch()
    }
    return found
  }

  return {
    async nextAt() {
      const { running, lastAt } = await store.known(corp, clock.now())
      return running?.at ?? nextNight(lastAt)
    },
    ask: () => store.begin(corp, clock.now()),
    async standing() {
      const { running, report } = await store.known(corp, clock.now())
      return { ...(running && { running }), ...(report && { report }) }
    },
    async advance({ shouldStop, touch }) {
      let check = await present()
      if (check === null) return { isThrough: true }
      await catalogue.refresh()
      const members = (await lists.members()).sort()
      for (const staff of members.filter((each) => check !== null && each > check.after)) {
        if (shouldStop()) return { isThrough: false }
        const next = await compareMember(staff, check, touch)
        // Somebody else goes on with it.
        if (!(await store.goneThrough(corp, check, next))) return { isThrough: true }
        check = next
      }
      await store.end(corp, check, clock.now())
      const { pairs, changedHere, changedThere, unknown } = check
      log.info({ pairs, changedHere, changedThere, unknown }, 'the tags of everybody were compared')
      return { isThrough: true }
    },
  }
}

/** 02:30 (Asia/Shanghai), the next after this. */
function nextNight(at: Date): Date {
  const night = localTime(at).startOf('day').set(nightly)
  return (night.toJSDate() > at ? night : night.plus({ days: 1 })).toJSDate()
}
