import type { Connection } from 'mongoose'
import { collectionOf, flag, hotPathOf, listOf, number, oneOf, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** Whose change stands where both sides changed the same tag of somebody: WeCom's, Kelu's, or the later one. */
export const tagPrecedences = ['wecom', 'kelu', 'last'] as const
export type TagPrecedence = (typeof tagPrecedences)[number]

/** What those who carry a tag have still to be told of: it is gone in WeCom, or called otherwise there. */
export interface TagSettling {
  what: 'deleted' | 'renamed'
  /** What it is called at those who were not told. */
  was: string
  /** The last customer who was dealt with; empty = nobody. */
  after: string
}

/** A corp tag and what it is called here. */
export interface CorpTag {
  id: string
  /** In WeCom. */
  name: string
  /** Here: what rules, journeys and customers call it. */
  tag: string
  /** Larger sorts first. */
  order: number
  /** Made by this application, which alone may rename or delete it. */
  isOwn: boolean
  /** When WeCom was found to have it no longer. */
  goneAt?: Date
  settling?: TagSettling
}

/** A 标签组 of WeCom as it was last read, its tags inside: a corp has 10,000 at most, so all of them fit in memory. */
export interface CorpTagGroup {
  /** `<corp>:<group id>` */
  _id: string
  corp: string
  groupId: string
  name: string
  order: number
  wins: TagPrecedence
  tags: CorpTag[]
  goneAt?: Date
  /** Compare-and-set guard. */
  rev: number
}

const schema = collectionOf<CorpTagGroup>('corpTagGroups', {
  _id: text,
  corp: text,
  groupId: text,
  name: text,
  order: number,
  wins: oneOf(...tagPrecedences),
  tags: listOf(
    partOf<CorpTag>({
      id: text,
      name: text,
      tag: text,
      order: number,
      isOwn: flag,
      goneAt: Date,
      settling: partOf<TagSettling>({ what: text, was: text, after: text }),
    }),
  ),
  goneAt: Date,
  rev: number,
})

export type CorpTagStore = ReturnType<typeof createCorpTagStore>

/** The 标签组 of WeCom, and which of our tags each of their tags is. */
export function createCorpTagStore(connection: Connection) {
  const groups = hotPathOf(connection, schema)

  return {
    /** All of a corp, those that are gone included. */
    all(corp: string): Promise<CorpTagGroup[]> {
      return groups.find({ corp }).sort({ _id: 1 }).toArray()
    },
    /** Writes a group down that is new (`rev` 0), or that nobody has written since it was read; whether it did. */
    async save(group: CorpTagGroup): Promise<boolean> {
      const next = { ...group, rev: group.rev + 1 }
      if (group.rev === 0) return unlessPresent(groups.insertOne(next))
      const replaced = await groups.replaceOne({ _id: group._id, rev: group.rev }, next)
      return replaced.modifiedCount === 1
    },
  }
}
