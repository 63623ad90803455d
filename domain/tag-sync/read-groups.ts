import type { CorpTag, CorpTagGroup } from '../../models/corp-tags.ts'
import type { ListedTagGroup } from './ports.ts'

/** How long a tag that is gone is remembered, so that whoever still carries it is understood. */
const goneKeptMs = 90 * 86_400_000

export interface ReadingOptions {
  corp: string
  /** The group Kelu makes its tags in: of one name in two groups it is the one that keeps the plain name. */
  home: string
  /** Whether something published calls a tag by that name. */
  isNamed(tag: string): boolean
  now: Date
}

/**
 * The groups as they are to be kept, after WeCom listed all of them. A tag keeps what it is called here by its id: renamed in WeCom
 * it is renamed here too, unless Kelu made it or something published goes by its name. What is not listed is gone.
 */
export function readGroups(
  known: readonly CorpTagGroup[],
  listed: readonly ListedTagGroup[],
  options: ReadingOptions,
): CorpTagGroup[] {
  const names = new NamesTaken(known)
  const homeFirst = [...listed].sort(
    (a, b) => Number(b.name === options.home) - Number(a.name === options.home),
  )
  const present = homeFirst.map((group) => readGroup(known, group, names, options))
  const ids = new Set(listed.map(({ id }) => id))
  const gone = known.filter(({ groupId }) => !ids.has(groupId)).map((group) => goneGroup(group, options.now))
  return [...present, ...gone]
}

function readGroup(
  known: readonly CorpTagGroup[],
  listed: ListedTagGroup,
  names: NamesTaken,
  options: ReadingOptions,
): CorpTagGroup {
  const { corp, now } = options
  const before = known.find(({ groupId }) => groupId === listed.id)
  const present = listed.tags.map((tag): CorpTag => {
    const kept = before?.tags.find(({ id }) => id === tag.id)
    if (!kept) {
      return {
        id: tag.id,
        name: tag.name,
        tag: names.take(tag.name, listed.name),
        order: tag.order,
        isOwn: false,
      }
    }
    const { goneAt: _, ...still } = kept
    return renamed({ ...still, order: tag.order }, tag.name, listed.name, names, options)
  })
  const ids = new Set(present.map(({ id }) => id))
  const gone = (before?.tags ?? []).filter(({ id }) => !ids.has(id)).flatMap((tag) => goneTag(tag, now))
  const { goneAt: _, ...group } = before ?? {
    _id: `${corp}:${listed.id}`,
    corp,
    groupId: listed.id,
    wins: 'last' as const,
    rev: 0,
  }
  return { ...group, name: listed.name, order: listed.order, tags: [...present, ...gone] }
}

function renamed(
  tag: CorpTag,
  name: string,
  group: string,
  names: NamesTaken,
  { isNamed }: ReadingOptions,
): CorpTag {
  if (tag.name === name) return tag
  if (tag.isOwn || tag.settling || isNamed(tag.tag)) return { ...tag, name }
  names.free(tag.tag)
  return {
    ...tag,
    name,
    tag: names.take(name, group),
    settling: { what: 'renamed', was: tag.tag, after: '' },
  }
}

function goneGroup(group: CorpTagGroup, now: Date): CorpTagGroup {
  return { ...group, goneAt: group.goneAt ?? now, tags: group.tags.flatMap((tag) => goneTag(tag, now)) }
}

function goneTag(tag: CorpTag, now: Date): CorpTag[] {
  if (tag.goneAt === undefined) {
    return [{ ...tag, goneAt: now, settling: { what: 'deleted', was: tag.tag, after: '' } }]
  }
  return tag.settling || now.getTime() - tag.goneAt.getTime() < goneKeptMs ? [tag] : []
}

/** What tags are called here: each name once. */
class NamesTaken {
  private readonly taken: Set<string>

  constructor(groups: readonly CorpTagGroup[]) {
    this.taken = new Set(
      groups.flatMap(({ tags }) => tags.filter(({ goneAt }) => !goneAt).map(({ tag }) => tag)),
    )
  }

  /** The name itself, or with its group where another group's tag is called so. */
  take(name: string, group: string): string {
    const full = `${group}/${name}`
    let free = this.taken.has(name) ? full : name
    for (let n = 2; this.taken.has(free); n++) free = `${full}(${n})`
    this.taken.add(free)
    return free
  }

  free(name: string): void {
    this.taken.delete(name)
  }
}
