import type { Log } from '../../domain/log.ts'
import type { WecomMessage, WelcomeAttachment } from '../../domain/outreach/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { MediaIds } from './media-ids.ts'

/**
 * The message as WeCom takes it: each uploaded picture by its id there. One that cannot be had, or not within `waitMs` of real
 * time, goes without: the code of a welcome is over after 20 s, and its words are worth more than its pictures.
 */
export async function withReadyPictures<M extends WecomMessage>(
  message: M,
  { mediaIds, waitMs, log }: { mediaIds: MediaIds; waitMs: number; log: Log },
): Promise<M> {
  if (!namesPictures(message)) return message
  const attachments = await Promise.all(
    message.attachments.map(async (attachment): Promise<WelcomeAttachment[]> => {
      const uploaded = uploadedIn(attachment)
      if (uploaded === null) return [attachment]
      const mediaId = await inTime(idOf(uploaded, mediaIds, log), waitMs, () =>
        log.error({ picture: uploaded }, 'a message goes without a picture WeCom did not take in time'),
      )
      return mediaId === null ? [] : [withMediaId(attachment, mediaId)]
    }),
  )
  return { ...message, attachments: attachments.flat() }
}

/** Whether it says nothing at all. */
export function isNothing({ text, attachments }: WecomMessage): boolean {
  return !text && attachments.length === 0
}

/** The ids WeCom was given are good for nothing any more. */
export async function forgetPictures(
  asked: WecomMessage,
  given: WecomMessage,
  mediaIds: MediaIds,
): Promise<void> {
  const uploaded = asked.attachments.flatMap((attachment) => uploadedIn(attachment) ?? [])
  const used = given.attachments.flatMap((attachment) => mediaIdIn(attachment) ?? [])
  for (const id of uploaded) for (const mediaId of used) await mediaIds.forget(id, mediaId)
}

/** Whether it names pictures of ours. */
export function namesPictures({ attachments }: WecomMessage): boolean {
  return attachments.some((attachment) => uploadedIn(attachment) !== null)
}

function uploadedIn(attachment: WelcomeAttachment): string | null {
  return attachment.kind !== 'link' && 'uploaded' in attachment.picture ? attachment.picture.uploaded : null
}

function mediaIdIn(attachment: WelcomeAttachment): string | null {
  return attachment.kind !== 'link' && 'mediaId' in attachment.picture ? attachment.picture.mediaId : null
}

function withMediaId(attachment: WelcomeAttachment, mediaId: string): WelcomeAttachment {
  return attachment.kind === 'link' ? attachment : { ...attachment, picture: { mediaId } }
}

/** What comes of it, or null when that takes longer; it goes on all the same, for whoever needs it next. */
async function inTime<T>(work: Promise<T>, waitMs: number, late: () => void): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      late()
      // What fails later is met again by whoever needs it next.
      work.catch(() => undefined)
      resolve(null)
    }, waitMs)
  })
  try {
    return await Promise.race([work, end])
  } finally {
    clearTimeout(timer)
  }
}

async function idOf(picture: string, mediaIds: MediaIds, log: Log): Promise<string | null> {
  try {
    const mediaId = await mediaIds.idOf(picture)
    if (mediaId === null)
      log.error({ picture }, 'a message goes without a picture that is not there: upload it again')
    return mediaId
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    log.error({ err: error, picture }, 'a message goes without a picture WeCom did not take')
    return null
  }
}
