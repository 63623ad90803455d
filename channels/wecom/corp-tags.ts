import type { CorpTags, TagSyncOutcome } from '../../domain/customers/ports.ts'
import type { Log } from '../../domain/log.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { badTagId, duplicateTagName, noRelation } from './codes.ts'
import { tagNameInWecom } from './tag-name.ts'

const maxAddTries = 3

/** What is known of the names asked for, and the refusal of those WeCom does not take. */
interface Ensured {
  known: Map<string, string>
  refusal?: PlatformError
}

/** Keeps our tags in one corp tag group of WeCom, by name. Ids are read once and again when WeCom disagrees. */
export function createCorpTags(deps: { api: WecomApi; groupName: string; log: Log }): CorpTags {
  const { api, groupName, log } = deps
  let ids: Map<string, string> | null = null
  /** One change of the group at a time in this process; other processes are met by 40071. */
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Map<string, string>> {
    const groups = await api.getCorpTagList()
    const group = groups.find((each) => each.group_name === groupName)
    ids = new Map(group?.tag.filter((tag) => !tag.deleted).map((tag) => [tag.name, tag.id]))
    return ids
  }

  async function ensure(names: readonly string[]): Promise<Ensured> {
    const refused = new Set<string>()
    let refusal: PlatformError | undefined
    const missingIn = (known: Map<string, string>) =>
      names.filter((name) => !known.has(name) && !refused.has(name))
    const cached = ids
    let known = cached ?? (await read())
    // Somebody else may have made it since we looked.
    if (cached && missingIn(known).length > 0) known = await read()
    for (let tries = 1; tries <= maxAddTries && missingIn(known).length > 0; tries++) {
      try {
        await make(missingIn(known), known)
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        if (error.code === duplicateTagName) known = await read()
        else if (isRetryable(error)) throw error
        else refusal = await makeEach(missingIn(known), known, refused)
      }
    }
    if (missingIn(known).length > 0) throw notKept()
    return { known, refusal }
  }

  async function make(names: readonly string[], known: Map<string, string>): Promise<void> {
    const group = await api.addCorpTag({ groupName, names })
    for (const tag of group.tag) known.set(tag.name, tag.id)
  }

  /** One name WeCom does not take refuses all of them: alone, each is made or refused for itself. */
  async function makeEach(names: readonly string[], known: Map<string, string>, refused: Set<string>) {
    let last: PlatformError | undefined
    for (const name of names) {
      try {
        await make([name], known)
      } catch (error) {
        if (!(error instanceof PlatformError) || isRetryable(error)) throw error
        if (error.code === duplicateTagName) continue
        last = error
        refused.add(name)
        log.warn(
          { code: error.code, characters: [...name].length },
          'WeCom does not take a tag; the others are set',
        )
      }
    }
    return last
  }

  /** Ids of the names, in order; names to add are made, names to remove that do not exist are nowhere to be removed. */
  function resolve(add: readonly string[], remove: readonly string[]) {
    const result = turn.then(async () => {
      const { known, refusal } = await ensure(add.map(tagNameInWecom))
      const idsOf = (names: readonly string[]) =>
        [...new Set(names.map(tagNameInWecom))]
          .map((name) => known.get(name))
          .filter((id) => id !== undefined)
      const ids = { add: idsOf(add), remove: idsOf(remove) }
      if (refusal && ids.add.length === 0) throw refusal
      return ids
    })
    turn = result.catch(() => undefined)
    return result
  }

  async function mark(
    staff: string,
    externalUserid: string,
    add: readonly string[],
    remove: readonly string[],
  ) {
    const tags = await resolve(add, remove)
    if (tags.add.length + tags.remove.length === 0) return
    await api.markTag({ userid: staff, externalUserid, ...tags })
  }

  return {
    async syncTags({ staff, externalUserid, add, remove }) {
      try {
        try {
          await mark(staff, externalUserid, add, remove)
        } catch (error) {
          if (!(error instanceof PlatformError) || error.code !== badTagId) throw error
          // Deleted in the admin console since we read the list.
          log.info({ code: badTagId }, 'corp tag ids are out of date, reading them again')
          ids = null
          await mark(staff, externalUserid, add, remove)
        }
        return { kind: 'done' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
  }
}

function isRetryable(error: PlatformError): boolean {
  return error.retryable || error.sent === 'maybe'
}

/** WeCom said the tags were there and does not list them. */
function notKept(): PlatformError {
  const api = '/cgi-bin/externalcontact/add_corp_tag'
  return new PlatformError({
    platform: 'wecom',
    api,
    kind: 'malformed',
    code: 'tagsMissing',
    retryable: true,
    sent: 'maybe',
  })
}

/** Marking twice changes nothing, so a lost answer is simply tried again. */
function outcomeOf(error: unknown): TagSyncOutcome {
  if (!(error instanceof PlatformError)) throw error
  const { code } = error
  if (isRetryable(error)) {
    return { kind: 'retryLater', afterMs: error.afterMs ?? 5_000, code }
  }
  if (noRelation.has(code)) return { kind: 'refused', reason: 'noRelation', code }
  return { kind: 'refused', reason: error.kind === 'invalid' ? 'content' : 'configuration', code }
}
