import { isDeepStrictEqual } from 'node:util'
import type { CorpTagGroup, CorpTagStore, TagPrecedence } from '../../models/corp-tags.ts'
import type { TagRefusal } from '../../models/tag-pushes.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { CorpTags } from './ports.ts'
import { readGroups } from './read-groups.ts'
import { mostCorpTags, type TagBook, tagBookOf } from './tag-book.ts'

/** How long what another process has read is good enough. */
const freshMs = 30_000
const maxMakeTries = 3

export interface Ensured {
  book: TagBook
  refused: TagRefusal[]
}

export type Catalogue = ReturnType<typeof createCatalogue>

/** The 标签组 of WeCom and what their tags are called here: kept in the store, read anew when WeCom says so or disagrees. */
export function createCatalogue(deps: {
  corp: string
  store: CorpTagStore
  corpTags: CorpTags
  /** Name of the group Kelu makes its own tags in. */
  home: string
  /** What one of our tags is called in WeCom: 30 characters at most. */
  nameInWecom(tag: string): string
  /** Whether a 标签组 of that name is left alone: another system keeps it. */
  isForeign(groupName: string): boolean
  /** Whether something published calls a tag by that name. */
  isNamed(tag: string): boolean
  clock: Clock
  log: Log
}) {
  const { corp, store, corpTags, home, nameInWecom, isForeign, isNamed, clock, log } = deps
  let kept: { book: TagBook; readAt: number } | null = null
  /** One change of the list at a time in this process; other processes are met by the rev. */
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  function keep(groups: readonly CorpTagGroup[]): TagBook {
    kept = { book: tagBookOf(groups.filter(({ name }) => !isForeign(name))), readAt: performance.now() }
    return kept.book
  }

  /** From the store, which any process may have written. */
  async function book(): Promise<TagBook> {
    if (kept && performance.now() - kept.readAt < freshMs) return kept.book
    const groups = await store.all(corp)
    return groups.length === 0 ? inTurn(readList) : keep(groups)
  }

  async function readList(): Promise<TagBook> {
    for (;;) {
      const [known, listed] = [await store.all(corp), await corpTags.list()]
      const groups = readGroups(known, listed, { corp, home, isNamed, now: clock.now() })
      if (await saveChanged(known, groups)) return keep(await store.all(corp))
    }
  }

  /** False when another process has written one of them meanwhile. */
  async function saveChanged(known: readonly CorpTagGroup[], groups: readonly CorpTagGroup[]) {
    for (const group of groups) {
      const before = known.find(({ _id }) => _id === group._id)
      if (before && isDeepStrictEqual(before, group)) continue
      if (!(await store.save(group))) return false
    }
    return true
  }

  /** Remembers what Kelu has made: alone it may rename and delete it. */
  async function noteMade(groupId: string, made: ReadonlyMap<string, string>): Promise<TagBook> {
    await readList()
    for (;;) {
      const groups = await store.all(corp)
      const group = groups.find((each) => each.groupId === groupId)
      if (!group) return keep(groups)
      const tags = group.tags.map((tag) => {
        const ours = made.get(tag.id)
        return ours === undefined ? tag : { ...tag, tag: ours, isOwn: true }
      })
      if (isDeepStrictEqual(tags, group.tags) || (await store.save({ ...group, tags }))) {
        return keep(await store.all(corp))
      }
    }
  }

  const missingIn = (tags: readonly string[], book: TagBook, refused: readonly TagRefusal[]) =>
    tags.filter((tag) => !book.live(tag) && !book.isDeleted(tag) && !refused.some((each) => each.tag === tag))

  /** Makes what WeCom lacks of these; what it does not take is refused by name, each for itself. */
  async function ensure(tags: readonly string[]): Promise<Ensured> {
    const refused: TagRefusal[] = []
    let known = await book()
    // Somebody else may have made it since we looked.
    if (missingIn(tags, known, refused).length > 0) known = await readList()
    for (let tries = 1; tries <= maxMakeTries; tries++) {
      const missing = missingIn(tags, known, refused)
      if (missing.length === 0) break
      known = await makeOrRefuse(missing, known, refused)
    }
    if (missingIn(tags, known, refused).length > 0) {
      // WeCom said the tags were there and does not list them.
      throw new DomainError('platform.unavailable', { what: 'corp tags', code: 'tagsMissing' })
    }
    return { book: known, refused }
  }

  async function makeOrRefuse(missing: readonly string[], known: TagBook, refused: TagRefusal[]) {
    const room = mostCorpTags - known.size
    for (const tag of missing.slice(Math.max(0, room))) {
      refused.push({ tag, reason: 'corpFull', code: 'corpFull' })
    }
    const fitting = missing.slice(0, Math.max(0, room))
    if (fitting.length === 0) return known
    const together = await make(fitting)
    if ('book' in together) return together.book
    let last = known
    for (const tag of fitting) {
      const alone = fitting.length === 1 ? together : await make([tag])
      if ('book' in alone) last = alone.book
      else refuse(tag, alone, refused)
    }
    return last
  }

  function refuse(tag: string, { reason, code }: Omit<TagRefusal, 'tag'>, refused: TagRefusal[]): void {
    log.warn({ code, characters: [...tag].length }, 'WeCom does not take a tag; the others are set')
    refused.push({ tag, reason, code })
  }

  async function make(tags: readonly string[]): Promise<{ book: TagBook } | Omit<TagRefusal, 'tag'>> {
    const names = new Map(tags.map((tag) => [nameInWecom(tag), tag]))
    const outcome = await corpTags.make(home, [...names.keys()])
    switch (outcome.kind) {
      case 'made': {
        const made = outcome.group.tags.flatMap(({ id, name }) => {
          const tag = names.get(name)
          return tag === undefined ? [] : [[id, tag] as const]
        })
        return { book: await noteMade(outcome.group.id, new Map(made)) }
      }
      case 'taken':
        return { book: await readList() }
      case 'refused':
        return { reason: outcome.reason, code: outcome.code }
      case 'retryLater': {
        const until = new Date(clock.now().getTime() + outcome.afterMs)
        throw new DomainError('platform.unavailable', { what: 'corp tags', code: outcome.code, until })
      }
    }
  }

  return {
    book,
    /** Reads the whole list of WeCom. */
    refresh: () => inTurn(readList),
    ensure: (tags: readonly string[]) => inTurn(() => ensure(tags)),
    groups: () => store.all(corp),
    /** Throws `corp_tag.group_not_found`. */
    async setPrecedence(groupId: string, wins: TagPrecedence): Promise<void> {
      for (;;) {
        const groups = await store.all(corp)
        const group = groups.find((each) => each.groupId === groupId && each.goneAt === undefined)
        if (!group) throw new DomainError('corp_tag.group_not_found', { groupId })
        if (group.wins === wins || (await store.save({ ...group, wins }))) break
      }
      keep(await store.all(corp))
    },
    /** Writes what became of tags of a group; false when somebody has written it meanwhile. */
    save: (group: CorpTagGroup) => store.save(group),
    forget: () => {
      kept = null
    },
  }
}
