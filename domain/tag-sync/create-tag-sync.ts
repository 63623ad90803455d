import type { CorpTagGroup, CorpTagStore, TagPrecedence } from '../../models/corp-tags.ts'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { IdentityStore } from '../../models/identities.ts'
import type { TagPush, TagPushStore } from '../../models/tag-pushes.ts'
import type { TagReconciliationStore } from '../../models/tag-reconciliation.ts'
import type { Clock } from '../clock.ts'
import type { CorpReader } from '../contact-sync/ports.ts'
import type { Customers } from '../customers/contract.ts'
import { isActive, type PairReading } from '../customers/pair-tags.ts'
import type { ContactReader } from '../customers/ports.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type ApplyPairTags, createApplyPairTags } from './apply-pair-tags.ts'
import { createCatalogue } from './catalogue.ts'
import type { CorpTags } from './ports.ts'
import { type CarryOutcome, createTagPush } from './push-tags.ts'
import { createReadContactTags } from './read-contact-tags.ts'
import { createTagReconciliation, type TagReconciliation } from './reconcile-tags.ts'
import { createSettleTags, type TagBearers } from './settle-tags.ts'

const tagEvents: ReadonlySet<string> = new Set(['customer.tag_added', 'customer.tag_removed'])

export interface TagSync {
  /** Takes over what was changed on a pair; see `apply-pair-tags.ts`. */
  applyPairTags: ApplyPairTags
  /** Reads the pairs of a customer and takes over what was changed; `changed` = the pair a callback told of. */
  readContact(
    customer: Customer,
    externalUserid: string,
    changed?: { staff: string; at: Date },
  ): Promise<void>
  /** Puts what Kelu knows of somebody on their pairs, now. */
  carry(customer: Customer): Promise<CarryOutcome>
  /** Something about the list of tags was changed in WeCom at that time. */
  listChanged(at: Date): Promise<void>
  wants(event: KeluEvent): boolean
  /** A tag here was put on or taken off: asks for the same in WeCom. */
  onEvent(event: KeluEvent, customer: Customer): Promise<void>
  /** Whose tags are due, then what those who carry a tag have to be told. */
  sweep(): Promise<number>
  nextDueAt(): Promise<Date | null>
  reconciliation: TagReconciliation
  /** What is known of corp tags, by id, read anew; throws when WeCom could not be asked. */
  readTags(): Promise<PairReading['tagOf']>
  groups(): Promise<CorpTagGroup[]>
  /** Throws `corp_tag.group_not_found`. */
  setPrecedence(groupId: string, wins: TagPrecedence): Promise<void>
  /** Deletes a tag in WeCom that Kelu made and nothing goes by. Throws `corp_tag.not_found`, `.not_own`, `.in_use`. */
  removeTag(id: string): Promise<void>
  refusals(): Promise<TagPush[]>
  waiting(): Promise<number>
}

/** Our tags and the corp tags of WeCom, kept alike both ways. */
export function createTagSync(deps: {
  corp: string
  stores: {
    corpTags: CorpTagStore
    tagPushes: TagPushStore
    tagReconciliations: TagReconciliationStore
    identities: Pick<IdentityStore, 'findMany'>
  }
  corpTags: CorpTags
  /** Who has whom as a customer; null where there is no WeCom. */
  reader: Pick<CorpReader, 'followers' | 'friends'> | null
  contacts: ContactReader
  bearers: TagBearers
  customers: Customers
  /** Name of the group Kelu makes its own tags in. */
  home: string
  nameInWecom(tag: string): string
  /** Whether a 标签组 of that name is left alone: another system keeps it. */
  isForeign(groupName: string): boolean
  isNamed(tag: string): boolean
  clock: Clock
  log: Log
}): TagSync {
  const { corp, stores, corpTags, contacts, customers, clock, isNamed } = deps
  const pushes = stores.tagPushes
  const catalogue = createCatalogue({ ...deps, store: stores.corpTags })
  const push = createTagPush({ ...deps, store: pushes, catalogue })
  const settle = createSettleTags({ ...deps, catalogue, pushes })
  const applyPairTags = createApplyPairTags({ corp, catalogue, pushes, customers, clock })
  const readContact = createReadContactTags({ contacts, applyPairTags, customers, clock })
  const reconciliation = createTagReconciliation({
    ...deps,
    store: stores.tagReconciliations,
    identities: stores.identities,
    catalogue,
    applyPairTags,
    readContact,
  })
  let readFor = 0

  return {
    applyPairTags,
    readContact,
    carry: (customer) => push.carry(customer),
    async listChanged(at) {
      // A second for the other side's clock: an administrator who adds a hundred tags tells of each of them.
      if (at.getTime() < readFor) return
      const asOf = clock.now().getTime()
      await catalogue.refresh()
      readFor = asOf - 1_000
    },
    wants: ({ name }) => tagEvents.has(name),
    async onEvent({ name, props }, customer) {
      if (!customer.follows.some((follow) => follow.corp === corp && isActive(follow))) return
      const off = name === 'customer.tag_removed' ? [String(props.tag)] : []
      await pushes.ask(customer._id, clock.now(), off)
    },
    async sweep() {
      const pushed = await push.sweep()
      return pushed + (await settle.sweep())
    },
    nextDueAt: pushes.nextDueAt,
    reconciliation,
    async readTags() {
      const { byId } = await catalogue.refresh()
      return (id) => byId.get(id)
    },
    groups: catalogue.groups,
    setPrecedence: catalogue.setPrecedence,
    async removeTag(id) {
      const tag = (await catalogue.book()).byId.get(id)
      if (!tag || tag.isGone) throw new DomainError('corp_tag.not_found', { id })
      if (!tag.isOwn) throw new DomainError('corp_tag.not_own', { tag: tag.tag })
      if (isNamed(tag.tag)) throw new DomainError('corp_tag.in_use', { tag: tag.tag })
      const outcome = await corpTags.remove(id)
      if (outcome.kind === 'retryLater') {
        throw new DomainError('platform.unavailable', { platform: 'wecom', code: outcome.code })
      }
      if (outcome.kind === 'refused' && outcome.reason !== 'unknownTag') {
        throw new DomainError('corp_tag.not_own', { tag: tag.tag, code: outcome.code })
      }
      await catalogue.refresh()
    },
    refusals: pushes.refusals,
    waiting: pushes.waiting,
  }
}
