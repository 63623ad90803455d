import type { Customer } from '../../models/customer.ts'
import type { IdentityStore } from '../../models/identities.ts'
import type {
  TagFindings,
  TagReconciliationStore,
  TagReconciling,
  TagReport,
} from '../../models/tag-reconciliation.ts'
import type { Clock } from '../clock.ts'
import type { CorpReader, FriendsPage, Told } from '../contact-sync/ports.ts'
import type { Customers } from '../customers/contract.ts'
import type { RefreshControl } from '../customers/preferences/refresh.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ApplyPairTags } from './apply-pair-tags.ts'
import type { Catalogue } from './catalogue.ts'
import type { ListedPair } from './ports.ts'
import type { ReadContactTags } from './read-contact-tags.ts'

export interface TagReconciliation {
  /** When there is something to do; null unless somebody asked. */
  nextAt(): Promise<Date | null>
  /** Has everybody compared now, by whoever runs jobs; false when that is under way already. */
  ask(): Promise<boolean>
  /** Goes on with what is due, member by member, until it is through or is to stop; who is done stays done. */
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
  /** Compares pairs that somebody else read from WeCom at that time; what differs is taken over or put there. */
  comparePairs(pairs: readonly ListedPair[], readAt: Date): Promise<TagFindings>
  /** What comparing everybody that way found in all. */
  noteReport(report: TagReport): Promise<void>
  standing(): Promise<{ running?: TagReconciling; report?: TagReport }>
}

/**
 * What callbacks did not tell: the list of tags and the tags of every pair are read from WeCom and what differs is taken over or
 * put there, when somebody asks; each night whoever reads all pairs anyway hands them over. Reading what is known already writes nothing.
 */
export function createTagReconciliation(deps: {
  corp: string
  store: TagReconciliationStore
  catalogue: Pick<Catalogue, 'refresh'>
  /** Null where there is no WeCom. */
  reader: Pick<CorpReader, 'followers' | 'friends'> | null
  applyPairTags: ApplyPairTags
  readContact: ReadContactTags
  identities: Pick<IdentityStore, 'findMany'>
  customers: Pick<Customers, 'findMany' | 'identityKey'>
  clock: Clock
  log: Log
}): TagReconciliation {
  const { corp, store, catalogue, reader, applyPairTags, readContact, clock, log } = deps
  const { identities, customers } = deps

  const keyOf = ({ externalUserid }: ListedPair) =>
    customers.identityKey({ kind: 'external', corp, value: externalUserid })

  /** Whose pairs these are, read together. */
  async function customersOf(pairs: readonly ListedPair[]): Promise<(pair: ListedPair) => Customer | null> {
    const known = await identities.findMany(pairs.map(keyOf))
    const found = await customers.findMany([...known.values()].map(({ customerId }) => customerId))
    return (pair) => found.get(known.get(keyOf(pair))?.customerId ?? '') ?? null
  }

  async function comparePair(
    pair: ListedPair,
    customer: Customer | null,
    readAt: Date,
    found: TagFindings,
  ): Promise<void> {
    found.pairs += 1
    if (!customer) {
      found.unknown += 1
      return
    }
    const { changedHere, changedThere, isStale } = await applyPairTags(customer, {
      ...pair,
      readAt,
      justRead: true,
    })
    if (isStale) await readContact(customer, pair.externalUserid)
    if (changedHere) found.changedHere += 1
    if (changedThere) found.changedThere += 1
  }

  async function comparePairs(pairs: readonly ListedPair[], readAt: Date): Promise<TagFindings> {
    const found = { pairs: 0, changedHere: 0, changedThere: 0, unknown: 0 }
    const customerOf = await customersOf(pairs)
    for (const pair of pairs) {
      try {
        await comparePair(pair, customerOf(pair), readAt, found)
      } catch (error) {
        // One who cannot be dealt with does not keep the others waiting.
        log.error({ staff: pair.staff, err: error }, 'the tags of a pair were not compared')
      }
    }
    return found
  }

  /** A page of a member; none where WeCom tells nothing of them. */
  async function pageOf(staff: string, cursor: string): Promise<Pick<FriendsPage, 'friends' | 'next'>> {
    const told = await reader?.friends(staff, cursor)
    if (told?.kind === 'told') return told.value
    if (told === undefined || told.kind === 'refused' || told.kind === 'cursorLost') {
      return { friends: [], next: '' }
    }
    throw unavailable(told)
  }

  async function compareMember(
    reconciling: TagReconciling,
    staff: string,
    touch: () => Promise<void>,
  ): Promise<TagReconciling> {
    const found = { ...reconciling, after: staff }
    for (let cursor = ''; ; ) {
      const readAt = clock.now()
      const { friends, next } = await pageOf(staff, cursor)
      const pairs = friends.map(({ externalUserid, tags }) => ({ staff, externalUserid, tagIds: tags }))
      const { pairs: seen, changedHere, changedThere, unknown } = await comparePairs(pairs, readAt)
      found.pairs += seen
      found.changedHere += changedHere
      found.changedThere += changedThere
      found.unknown += unknown
      await touch()
      if (next === '') return found
      cursor = next
    }
  }

  async function members(): Promise<string[]> {
    const told = await reader?.followers()
    if (told === undefined) return []
    if (told.kind !== 'told') throw unavailable(told)
    return told.value.toSorted()
  }

  return {
    async nextAt() {
      return (await store.known(corp, clock.now())).running?.at ?? null
    },
    ask: () => store.begin(corp, clock.now()),
    comparePairs,
    noteReport: (report) => store.report(corp, report),
    async standing() {
      const { running, report } = await store.known(corp, clock.now())
      return { ...(running && { running }), ...(report && { report }) }
    },
    async advance({ shouldStop, touch }) {
      let check = (await store.known(corp, clock.now())).running ?? null
      if (check === null) return { isThrough: true }
      await catalogue.refresh()
      for (const staff of (await members()).filter((each) => check !== null && each > check.after)) {
        if (shouldStop()) return { isThrough: false }
        const next = await compareMember(check, staff, touch)
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

function unavailable({ code }: Exclude<Told<unknown>, { kind: 'told' }>): DomainError {
  return new DomainError('platform.unavailable', { platform: 'wecom', code })
}
