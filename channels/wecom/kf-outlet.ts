import type { KfOutlet } from '../../domain/customer-service/ports.ts'
import type { Log } from '../../domain/log.ts'
import type { KfMessage, SendOutcome, UploadedPicture } from '../../domain/outreach/ports.ts'
import { outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { badMediaId, kfRefusals } from './codes.ts'
import { limits, within, withinBytes } from './limits.ts'
import type { MediaIds } from './media-ids.ts'

const sendPath = '/cgi-bin/kf/send_msg'
/** What could not be had or asked may be in a moment. */
const againMs = 5_000

/** States in which the API may say something: nobody has the conversation, or a bot (document 94669). */
const openStates = new Set([0, 1])
const endedState = 4

type Shown = Exclude<KfMessage, { kind: 'text' }>

/** Says messages as one account of 微信客服. */
export function createKfOutlet(deps: {
  api: WecomApi
  account: string
  mediaIds: MediaIds
  log: Log
}): KfOutlet {
  const { api, account, mediaIds, log } = deps

  async function say(message: KfMessage, msgid: string, tries: number): Promise<SendOutcome> {
    const picture = message.kind === 'text' ? null : await pictureOf(message.picture)
    if (message.kind !== 'text' && picture === null)
      return { kind: 'retryLater', afterMs: againMs, code: 'picture' }
    try {
      check(message)
      const { kind, externalUserid } = message
      await api.sendKf({ account, externalUserid, msgid, kind, content: present(message, picture ?? '') })
      return { kind: 'sent', providerId: msgid }
    } catch (error) {
      // WeCom lost the picture before its time: once more with a fresh one.
      const isPicture = error instanceof PlatformError && error.code === badMediaId
      if (isPicture && tries === 1 && message.kind !== 'text' && 'uploaded' in message.picture && picture) {
        await mediaIds.forget(message.picture.uploaded, picture)
        return say(message, msgid, 2)
      }
      return outcomeOfFault(error, kfRefusals)
    }
  }

  /** Null when it cannot be had now. */
  async function pictureOf(picture: UploadedPicture): Promise<string | null> {
    if ('mediaId' in picture) return picture.mediaId
    try {
      return await mediaIds.idOf(picture.uploaded)
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      log.error(
        { err: error, picture: picture.uploaded },
        'WeCom did not take the picture of a 微信客服 message',
      )
      return null
    }
  }

  /** Null while a message may go; a question that was not answered sent nothing. */
  async function shut({ externalUserid }: KfMessage): Promise<SendOutcome | null> {
    try {
      const state = await api.getKfState(account, externalUserid)
      if (openStates.has(state)) return null
      const reason = state === endedState ? 'kfEnded' : 'kfTaken'
      return { kind: 'refused', reason, code: `state.${state}` }
    } catch (error) {
      const outcome = outcomeOfFault(error, kfRefusals)
      return outcome.kind === 'unknown' ? { ...outcome, kind: 'retryLater', afterMs: againMs } : outcome
    }
  }

  return {
    say: async (message, msgid) => (await shut(message)) ?? say(message, msgid, 1),
  }
}

function check(message: KfMessage): void {
  switch (message.kind) {
    case 'text':
      within(sendPath, 'empty', message.text !== '')
      withinBytes(sendPath, 'text', message.text, limits.kfText)
      break
    case 'link':
      withinBytes(sendPath, 'link.title', message.title, limits.linkTitle)
      withinBytes(sendPath, 'link.description', message.description, limits.linkDescription)
      withinBytes(sendPath, 'link.url', message.url, limits.url)
      break
    case 'miniprogram':
      withinBytes(sendPath, 'miniprogram.title', message.title, limits.miniprogramTitle)
      break
  }
}

function present(message: KfMessage, picture: string): Record<string, unknown> {
  return message.kind === 'text' ? { content: message.text } : presentShown(message, picture)
}

function presentShown(message: Shown, picture: string): Record<string, unknown> {
  const { title } = message
  if (message.kind === 'miniprogram')
    return { appid: message.appid, title, thumb_media_id: picture, pagepath: message.page }
  const { url, description } = message
  return { title, url, thumb_media_id: picture, ...(description && { desc: description }) }
}
