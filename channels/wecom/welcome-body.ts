import type {
  UploadedPicture,
  WecomMessage,
  WelcomeAttachment,
  WelcomeMessage,
} from '../../domain/outreach/ports.ts'
import type { PlatformError } from '../platform-error.ts'
import { badMediaId, badMiniprogram, welcomeRefusals } from './codes.ts'
import { limits, within, withinBytes } from './limits.ts'

/** Throws PlatformError `invalid` for what document 92137 does not allow. */
export function checkWelcome(api: string, message: WelcomeMessage): void {
  within(api, 'welcomeCode', message.welcomeCode !== '')
  checkMessage(api, message)
}

/** The same of any message in the chat with a salesperson (documents 92135, 92137). */
export function checkMessage(api: string, message: WecomMessage): void {
  within(api, 'empty', Boolean(message.text) || message.attachments.length > 0)
  within(api, 'attachments', message.attachments.length <= limits.welcomeAttachments)
  withinBytes(api, 'text', message.text, limits.welcomeText)
  for (const attachment of message.attachments) checkAttachment(api, attachment)
}

function checkAttachment(api: string, attachment: WelcomeAttachment): void {
  switch (attachment.kind) {
    case 'link':
      withinBytes(api, 'link.title', attachment.title, limits.linkTitle)
      withinBytes(api, 'link.description', attachment.description, limits.linkDescription)
      withinBytes(api, 'link.url', attachment.url, limits.url)
      withinBytes(api, 'link.pictureUrl', attachment.pictureUrl, limits.url)
      break
    case 'miniprogram':
      withinBytes(api, 'miniprogram.title', attachment.title, limits.miniprogramTitle)
      break
    case 'image':
      if ('url' in attachment.picture)
        withinBytes(api, 'image.pictureUrl', attachment.picture.url, limits.url)
      break
  }
}

/** Text and attachments as both calls take them. */
export function presentMessage({ text, attachments }: WecomMessage): Record<string, unknown> {
  return {
    ...(text ? { text: { content: text } } : {}),
    ...(attachments.length > 0 ? { attachments: attachments.map(presentAttachment) } : {}),
  }
}

function presentAttachment(attachment: WelcomeAttachment): Record<string, unknown> {
  switch (attachment.kind) {
    case 'link': {
      const { title, url, description, pictureUrl } = attachment
      const link = { title, url, ...(description ? { desc: description } : {}) }
      return { msgtype: 'link', link: { ...link, ...(pictureUrl ? { picurl: pictureUrl } : {}) } }
    }
    case 'miniprogram': {
      const { title, appid, page, picture } = attachment
      return { msgtype: 'miniprogram', miniprogram: { title, appid, page, pic_media_id: mediaIdOf(picture) } }
    }
    case 'image':
      return 'url' in attachment.picture
        ? { msgtype: 'image', image: { pic_url: attachment.picture.url } }
        : { msgtype: 'image', image: { media_id: mediaIdOf(attachment.picture) } }
  }
}

/** By now every picture has its id at WeCom. */
function mediaIdOf(picture: UploadedPicture): string {
  if ('mediaId' in picture) return picture.mediaId
  throw new Error(`picture ${picture.uploaded} was not handed to WeCom`)
}

/**
 * The message without what WeCom, or a limit, did not let through: better less than nothing. Null when that was not an
 * attachment, or when nothing would be left.
 */
export function withoutRefused(
  message: WelcomeMessage,
  { kind, code }: PlatformError,
): WelcomeMessage | null {
  const isRefused = refusedBy(kind, code)
  const attachments = message.attachments.filter((attachment) => !isRefused(attachment))
  const isLess = attachments.length < message.attachments.length
  return isLess && (message.text || attachments.length > 0) ? { ...message, attachments } : null
}

function refusedBy(kind: string, code: string): (attachment: WelcomeAttachment) => boolean {
  if (code === badMediaId)
    return (attachment) => attachment.kind !== 'link' && 'mediaId' in attachment.picture
  if (code === badMiniprogram) return (attachment) => attachment.kind === 'miniprogram'
  if (kind === 'invalid') {
    // `limit.<kind of attachment>.<field>`, or of the text.
    const [, part] = code.split('.')
    return (attachment) => attachment.kind === part
  }
  // A refusal of the content that does not say which part: the text is what matters.
  return () => kind === 'errcode' && welcomeRefusals.get(code) === 'content'
}
