import type { CorpTags, TagSyncOutcome } from '../../domain/customers/ports.ts'
import type { Log } from '../../domain/log.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { badTagId, duplicateTagName, noRelation } from './codes.ts'

const maxAddTries = 3

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

  async function ensure(names: readonly string[]): Promise<Map<string, string>> {
    const missingIn = (known: Map<string, string>) => names.filter((name) => !known.has(name))
    const cached = ids
    let known = cached ?? (await read())
    // Somebody else may have made it since we looked.
    if (cached && missingIn(known).length > 0) known = await read()
    for (let tries = 1; tries <= maxAddTries && missingIn(known).length > 0; tries++) {
      try {
        const group = await api.addCorpTag({ groupName, names: missingIn(known) })
        for (const tag of group.tag) known.set(tag.name, tag.id)
      } catch (error) {
        if (!(error instanceof PlatformError) || error.code !== duplicateTagName) throw error
        known = await read()
      }
    }
    if (missingIn(known).length > 0) throw notKept()
    return known
  }

  /** Ids of the names, in order; names to add are made, names to remove that do not exist are nowhere to be removed. */
  function resolve(add: readonly string[], remove: readonly string[]) {
    const result = turn.then(async () => {
      const known = await ensure(add)
      const idsOf = (names: readonly string[]) =>
        [...new Set(names)].map((name) => known.get(name)).filter((id) => id !== undefined)
      return { add: idsOf(add), remove: idsOf(remove) }
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
  if (error.retryable || error.sent === 'maybe') {
    return { kind: 'retryLater', afterMs: error.afterMs ?? 5_000, code }
  }
  if (noRelation.has(code)) return { kind: 'refused', reason: 'noRelation', code }
  return { kind: 'refused', reason: error.kind === 'invalid' ? 'content' : 'configuration', code }
}
