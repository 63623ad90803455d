import type {
  CorpTags,
  EditOutcome,
  ListedTagGroup,
  MakeOutcome,
  MarkOutcome,
} from '../../domain/tag-sync/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { badSecret, badTagId, duplicateTagName, foreignContactId, noRelation, tagsFull } from './codes.ts'

interface Later {
  kind: 'retryLater'
  afterMs: number
  code: string
}

/** The corp tags of WeCom, by their ids. */
export function createCorpTags({ api }: { api: WecomApi }): CorpTags {
  return {
    list: async () => (await api.getCorpTagList()).map(groupOf),

    async make(groupName, names): Promise<MakeOutcome> {
      return attempt<MakeOutcome>(
        async () => ({ kind: 'made', group: groupOf(await api.addCorpTag({ groupName, names })) }),
        ({ code }) => {
          if (code === duplicateTagName) return { kind: 'taken' }
          if (code === tagsFull) return { kind: 'refused', reason: 'corpFull', code }
          return { kind: 'refused', reason: isRight(code) ? 'configuration' : 'name', code }
        },
      )
    },

    rename: (id, name) => edit(() => api.editCorpTag(id, name)),
    remove: (id) => edit(() => api.deleteCorpTag(id)),

    async mark({ staff, externalUserid, add, remove }): Promise<MarkOutcome> {
      return attempt<MarkOutcome>(
        async () => {
          await api.markTag({ userid: staff, externalUserid, add, remove })
          return { kind: 'done' }
        },
        ({ code, kind }) => {
          if (code === badTagId) return { kind: 'refused', reason: 'unknownTag', code }
          if (code === tagsFull) return { kind: 'refused', reason: 'pairFull', code }
          if (noRelation.has(code)) return { kind: 'refused', reason: 'noRelation', code }
          if (code === foreignContactId) return { kind: 'refused', reason: 'foreignId', code }
          return { kind: 'refused', reason: kind === 'invalid' ? 'content' : 'configuration', code }
        },
      )
    },
  }
}

function edit(call: () => Promise<void>): Promise<EditOutcome> {
  return attempt<EditOutcome>(
    async () => {
      await call()
      return { kind: 'done' }
    },
    ({ code }) => {
      if (code === badTagId) return { kind: 'refused', reason: 'unknownTag', code }
      if (code === duplicateTagName) return { kind: 'refused', reason: 'taken', code }
      return { kind: 'refused', reason: noRelation.has(code) ? 'notOwn' : 'configuration', code }
    },
  )
}

/** What WeCom makes of a call; each of these may be repeated, so a lost answer is simply tried again. */
async function attempt<T>(call: () => Promise<T>, refused: (error: PlatformError) => T): Promise<T | Later> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    if (error.retryable || error.sent === 'maybe') {
      return { kind: 'retryLater', afterMs: error.afterMs ?? 5_000, code: error.code }
    }
    return refused(error)
  }
}

/** Refused because of who asks, and not of what (document 90313). */
const rights = new Set([...badSecret, '48001', '48002', '50003', '60020'])
const isRight = (code: string): boolean => rights.has(code)

function groupOf(group: {
  group_id: string
  group_name: string
  order: number
  tag: { id: string; name: string; order: number; deleted?: boolean }[]
}): ListedTagGroup {
  return {
    id: group.group_id,
    name: group.group_name,
    order: group.order,
    tags: group.tag.filter(({ deleted }) => !deleted).map(({ id, name, order }) => ({ id, name, order })),
  }
}
