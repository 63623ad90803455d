import { brandOf } from '../../language/brands.ts'
import type { WecomAttachment, WecomContent } from '../../language/message-content.ts'
import { pictureNamedBy, withPictureAddresses } from '../../media/picture-name.ts'
import { byteLength, cut } from '../../text/cut.ts'
import { ContentFault } from '../content/content-fault.ts'
import type { WecomMessage, WelcomeAttachment } from '../ports.ts'
import { linkAddresses, linkPages } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** Bytes of the parts of a welcome (documents 92137, 92599): one that is too long refuses the whole. */
const longest = { text: 4_000, linkTitle: 128, linkDescription: 512, miniprogramTitle: 64 }
const cutTo = (text: string, most: number) => cut(text, most, byteLength)

/** The welcome: the only thing WeCom lets a server say to a customer (send_welcome_msg, within 20 s of the code). */
export function renderWelcome(input: RenderInput): Rendered {
  const content = input.message.content.welcome
  if (!content) throw new ContentFault('noContent')
  const { welcomeCode = '', welcomeUntil } = input.addresses
  return {
    channel: 'welcome',
    message: { welcomeCode, until: welcomeUntil, ...wecomMessage(content, input) },
    address: welcomeCode,
  }
}

/** A group-send: read in the same chat, and held to the same lengths (add_msg_template). */
export function renderGroupSend(input: RenderInput): Rendered {
  const content = input.message.content.wecom
  if (!content) throw new ContentFault('noContent')
  return {
    channel: 'wecom',
    message: wecomMessage(content, input),
    address: input.addresses.externalUserid ?? '',
  }
}

function wecomMessage(content: WecomContent, input: RenderInput): WecomMessage {
  const texts = { ...input.values, ...linkAddresses(input) }
  return {
    text: content.text === undefined ? undefined : cutTo(input.text(content.text, texts), longest.text),
    attachments: content.attach.map((attachment) => attach(attachment, input, texts)),
  }
}

function attach(
  attachment: WecomAttachment,
  input: RenderInput,
  texts: Record<string, unknown>,
): WelcomeAttachment {
  switch (attachment.kind) {
    case 'link':
      return {
        kind: 'link',
        title: cutTo(input.text(attachment.title, texts), longest.linkTitle),
        url: input.text(attachment.url, texts),
        description:
          attachment.description && cutTo(input.text(attachment.description, texts), longest.linkDescription),
        pictureUrl: attachment.picture && withPictureAddresses(attachment.picture, input.settings.publicUrl),
      }
    case 'miniprogram':
      return {
        kind: 'miniprogram',
        title: cutTo(input.text(attachment.title, texts), longest.miniprogramTitle),
        appid:
          brandOf(input.message, input.settings.brands())?.miniProgram ?? input.settings.miniprogramAppId,
        page: input.text(attachment.page, { ...input.values, ...linkPages(input) }),
        picture: uploadedIn(attachment.picture) ?? { mediaId: attachment.picture },
      }
    case 'image':
      return { kind: 'image', picture: uploadedIn(attachment.picture) ?? { url: attachment.picture } }
  }
}

function uploadedIn(picture: string): { uploaded: string } | null {
  const uploaded = pictureNamedBy(picture)
  return uploaded === null ? null : { uploaded }
}
