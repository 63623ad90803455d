import type { CorpTag, CorpTagGroup, TagPrecedence } from '../../models/corp-tags.ts'
import type { KnownCorpTag } from '../customers/pair-tags.ts'

/** How many tags a corp may have; older texts say 3,000 (document 92117). */
export const mostCorpTags = 10_000

/** One tag of the book. */
export interface BookedTag extends KnownCorpTag {
  group: string
  isOwn: boolean
}

/** Which corp tag is which of our tags: the 标签组 as they were last read. */
export interface TagBook {
  byId: ReadonlyMap<string, BookedTag>
  /** The corp tag of one of ours that WeCom has. */
  live(tag: string): BookedTag | undefined
  /** Whether the corp tag of it was deleted in WeCom, and is to stay so. */
  isDeleted(tag: string): boolean
  /** How many there are in WeCom. */
  size: number
}

export function tagBookOf(groups: readonly CorpTagGroup[]): TagBook {
  const byId = new Map<string, BookedTag>()
  const live = new Map<string, BookedTag>()
  const deleted = new Map<string, TagPrecedence>()
  for (const group of groups) {
    for (const tag of group.tags) {
      const booked = bookedOf(group, tag)
      byId.set(tag.id, booked)
      if (booked.isGone) deleted.set(tag.tag, group.wins)
      else live.set(tag.tag, booked)
    }
  }
  return {
    byId,
    live: (tag) => live.get(tag),
    isDeleted: (tag) => !live.has(tag) && (deleted.get(tag) ?? 'kelu') !== 'kelu',
    size: live.size,
  }
}

function bookedOf(group: CorpTagGroup, tag: CorpTag): BookedTag {
  return {
    id: tag.id,
    tag: tag.tag,
    wins: group.wins,
    isGone: tag.goneAt !== undefined || group.goneAt !== undefined,
    group: group.groupId,
    isOwn: tag.isOwn,
  }
}
