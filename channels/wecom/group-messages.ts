import type { Log } from '../../domain/log.ts'
import type {
  Asked,
  CreateOutcome,
  GroupMessage,
  GroupMessages,
} from '../../domain/outreach/group-sends/ports.ts'
import { outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import {
  badMediaId,
  groupSendNobody,
  groupSendOver,
  groupSendRefusals,
  groupSendSenderRefusals,
} from './codes.ts'
import type { MediaIds } from './media-ids.ts'
import { forgetPictures, isNothing, namesPictures, withReadyPictures } from './ready-pictures.ts'
import { presentMessage } from './welcome-body.ts'

const sent = 2
/** Nobody is in a hurry for it, real ms. */
const pictureWaitMs = 30_000
/** A picture that could not be had may be had in a moment. */
const pictureAgainMs = 60_000

const dateOf = (unixSeconds: number) => new Date(unixSeconds * 1_000)

/** 企业群发 by the server API: tasks that members confirm in their client. */
export function createGroupMessages(deps: {
  api: Pick<WecomApi, 'groupMessages'>
  mediaIds: MediaIds
  log: Log
}): GroupMessages {
  const { mediaIds } = deps
  const api = deps.api.groupMessages

  async function create(message: GroupMessage, tries = 1): Promise<CreateOutcome> {
    const ready = await withReadyPictures(message, { ...deps, waitMs: pictureWaitMs })
    // Without a picture the task would say less than it was written to, for all of them.
    if (isNothing(ready) || ready.attachments.length < message.attachments.length) {
      return { kind: 'retryLater', afterMs: pictureAgainMs, code: 'picture' }
    }
    try {
      const { msgid, fail_list: unreachable } = await api.addMsgTemplate(ready)
      return { kind: 'created', msgid, unreachable }
    } catch (error) {
      const code = error instanceof PlatformError ? error.code : ''
      if (code === groupSendNobody) return { kind: 'nobody' }
      if (groupSendSenderRefusals.has(code)) return { kind: 'senderRefused', code }
      if (code === badMediaId && tries === 1 && namesPictures(message)) {
        await forgetPictures(message, ready, mediaIds)
        return create(message, 2)
      }
      const outcome = outcomeOfFault(error, groupSendRefusals)
      if (outcome.kind === 'sent') throw error
      return outcome
    }
  }

  /** By its words, which hold links of this group-send alone; where they hold none, by its sender and by being nobody else's. */
  async function find(
    message: GroupMessage,
    since: Date,
    isTaken: (msgids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<{ msgid: string | null }> {
    const words = wordsOf(presentMessage(message))
    const to = new Date(since.getTime() + lookAheadMs)
    const listed = await api.listGroupMessages(since, to)
    const alike = listed.filter((each) => wordsOf(each) === words).map(({ msgid }) => msgid)
    const taken = await isTaken(alike)
    for (const msgid of alike.filter((each) => !taken.has(each))) {
      const tasks = await api.listGroupMessageTasks(msgid)
      if (!tasks.some(({ userid }) => userid.toLowerCase() === message.sender.toLowerCase())) continue
      const results = await api.listGroupMessageResults(msgid, message.sender)
      const asked = new Set(message.externalUserids)
      if (results.some(({ external_userid: id }) => id !== undefined && asked.has(id))) return { msgid }
    }
    return { msgid: null }
  }

  return {
    create: (message) => create(message),
    find: (message, since, isTaken) => asking(() => find(message, since, isTaken)),
    hasSent: (msgid, sender) =>
      asking(async () => {
        const tasks = await api.listGroupMessageTasks(msgid)
        return {
          hasSent: tasks.some(
            ({ userid, status }) => status === sent && userid.toLowerCase() === sender.toLowerCase(),
          ),
        }
      }),
    results: (msgid, sender) =>
      asking(async () => {
        const list = await api.listGroupMessageResults(msgid, sender)
        const people = list.flatMap(({ external_userid: externalUserid, status, send_time: at }) =>
          externalUserid === undefined
            ? []
            : [{ externalUserid, status, ...(at !== undefined && { at: dateOf(at) }) }],
        )
        return { people }
      }),
    async remind(msgid) {
      try {
        await api.remindGroupMessage(msgid)
        return { kind: 'sent' }
      } catch (error) {
        return outcomeOfFault(error, groupSendRefusals)
      }
    },
    async cancel(msgid) {
      try {
        await api.cancelGroupMessage(msgid)
        return { kind: 'told', over: true }
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        // It was cancelled before, or there is nothing left of it.
        return groupSendOver.has(error.code) ? { kind: 'told', over: true } : { kind: 'cannotTell' }
      }
    },
    made: (from, to) =>
      asking(async () => {
        const listed = await api.listGroupMessages(from, to)
        return { sends: listed.map(({ msgid, create_time: at }) => ({ msgid, createdAt: dateOf(at) })) }
      }),
    sendersOf: (msgid) =>
      asking(async () => {
        const tasks = await api.listGroupMessageTasks(msgid)
        return { senders: tasks.map(({ userid, status }) => ({ userid, hasSent: status === sent })) }
      }),
  }
}

/** A task whose answer was lost was made soon after it was asked for. */
const lookAheadMs = 86_400_000

async function asking<T extends object>(read: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { kind: 'told', ...(await read()) }
  } catch (error) {
    if (error instanceof PlatformError) return { kind: 'cannotTell' }
    throw error
  }
}

/** What tells one message from another, however WeCom orders it: the text, and every text inside the attachments but ids of pictures. */
function wordsOf({ text, attachments }: Record<string, unknown>): string {
  const content = (text as { content?: string } | undefined)?.content ?? ''
  return JSON.stringify([content.trim(), textsOf(attachments).sort()])
}

const idsOfPictures = new Set(['media_id', 'pic_media_id', 'pic_url', 'picurl'])

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, each]) => (idsOfPictures.has(name) ? [] : textsOf(each)))
}
