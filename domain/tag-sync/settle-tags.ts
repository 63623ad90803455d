import type { CorpTag, CorpTagGroup, TagSettling } from '../../models/corp-tags.ts'
import type { Customer, Tag } from '../../models/customer.ts'
import type { TagPushStore } from '../../models/tag-pushes.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { leavesWithCorpTag } from '../customers/pair-tags.ts'
import type { Log } from '../log.ts'
import type { Catalogue } from './catalogue.ts'
import type { CorpTags } from './ports.ts'

const pageSize = 200
/** Of one sweep: others have their turn. */
const pagesPerSweep = 10

/** The customers who carry a tag, by pages. */
export interface TagBearers {
  withTag(tag: string, after: string, limit: number): Promise<Pick<Customer, '_id'>[]>
}

/**
 * Tells everybody who carries a corp tag what became of it in WeCom: renamed, they have it under its new name; deleted, they lose
 * it unless Kelu put it on itself. Where Kelu wins, a tag of its own is named back. Page by page, and taken up where it was left.
 */
export function createSettleTags(deps: {
  catalogue: Catalogue
  corpTags: CorpTags
  bearers: TagBearers
  customers: Pick<Customers, 'settleTag'>
  pushes: Pick<TagPushStore, 'ask'>
  /** What one of our tags is called in WeCom. */
  nameInWecom(tag: string): string
  clock: Clock
  log: Log
}) {
  const { catalogue, corpTags, bearers, customers, pushes, nameInWecom, clock, log } = deps

  function settlementOf(group: CorpTagGroup, { id, tag }: CorpTag, { what, was }: TagSettling) {
    if (what === 'renamed') {
      const isByHand = ({ kind }: Tag) => kind === 'manual'
      return { tag: was, ids: [], become: (each: Tag) => (isByHand(each) ? { ...each, name: tag } : each) }
    }
    return { tag: was, ids: [id], become: (each: Tag) => (leavesWithCorpTag(each, group.wins) ? null : each) }
  }

  async function settlePage(group: CorpTagGroup, tag: CorpTag, settling: TagSettling): Promise<void> {
    const page = await bearers.withTag(settling.was, settling.after, pageSize)
    for (const { _id } of page) {
      await customers.settleTag(_id, settlementOf(group, tag, settling))
      // Made again, it is put on again.
      if (group.wins === 'kelu') await pushes.ask(_id, clock.now())
    }
    const last = page.at(-1)?._id
    const { settling: _, ...settled } = tag
    const next: CorpTag = last === undefined ? settled : { ...tag, settling: { ...settling, after: last } }
    await catalogue.save({ ...group, tags: group.tags.map((each) => (each === tag ? next : each)) })
  }

  async function nameBack(groups: readonly CorpTagGroup[]): Promise<void> {
    for (const { wins, tags, goneAt } of groups) {
      if (wins !== 'kelu' || goneAt) continue
      for (const { id, name, tag, isOwn, goneAt: tagGone } of tags) {
        if (!isOwn || tagGone || name === nameInWecom(tag)) continue
        const outcome = await corpTags.rename(id, nameInWecom(tag))
        if (outcome.kind === 'done') await catalogue.refresh()
        else log.warn({ code: outcome.code }, 'a corp tag was not named back')
      }
    }
  }

  return {
    async sweep(): Promise<number> {
      await nameBack(await catalogue.groups())
      let pages = 0
      for (; pages < pagesPerSweep; pages++) {
        const groups = await catalogue.groups()
        const open = groups
          .flatMap((group) => group.tags.map((tag) => ({ group, tag })))
          .find(({ tag }) => tag.settling !== undefined)
        if (!open?.tag.settling) break
        await settlePage(open.group, open.tag, open.tag.settling)
      }
      return pages
    },
  }
}
