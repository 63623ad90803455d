import { brandOf } from '../../language/brands.ts'
import { pictureNamedBy } from '../../media/picture-name.ts'
import { byteLength, cut } from '../../text/cut.ts'
import { ContentFault } from '../content/content-fault.ts'
import type { KfMessage, UploadedPicture } from '../ports.ts'
import { linkAddresses, linkPages } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** Bytes (document 94677); a text is cut no shorter than that, titles and descriptions as in other chats. */
const longest = { text: 2_048, title: 128, description: 512, miniprogramTitle: 64 }
const cutTo = (text: string, most: number) => cut(text, most, byteLength)

/** One message of 微信客服: words, a link or a card of the mini-program. */
export function renderKf(input: RenderInput): Rendered {
  const { kfUserid = '' } = input.addresses
  const message = { externalUserid: kfUserid, ...contentOf(input) } as KfMessage
  return { channel: 'kf', message, address: kfUserid }
}

type Content = KfMessage extends infer M ? (M extends KfMessage ? Omit<M, 'externalUserid'> : never) : never

function contentOf(input: RenderInput): Content {
  const content = input.message.content.kf
  if (!content) throw new ContentFault('noContent')
  const texts = { ...input.values, ...linkAddresses(input) }
  const [attachment] = content.attach
  switch (attachment?.kind) {
    case 'link':
      return {
        kind: 'link',
        title: cutTo(input.text(attachment.title, texts), longest.title),
        url: input.text(attachment.url, texts),
        description:
          attachment.description && cutTo(input.text(attachment.description, texts), longest.description),
        picture: pictureOf(attachment.picture ?? ''),
      }
    case 'miniprogram':
      return {
        kind: 'miniprogram',
        title: cutTo(input.text(attachment.title, texts), longest.miniprogramTitle),
        appid:
          brandOf(input.message, input.settings.brands())?.miniProgram ?? input.settings.miniprogramAppId,
        page: input.text(attachment.page, { ...input.values, ...linkPages(input) }),
        picture: pictureOf(attachment.picture),
      }
    default:
      return { kind: 'text', text: cutTo(input.text(content.text ?? '', texts), longest.text) }
  }
}

function pictureOf(picture: string): UploadedPicture {
  const uploaded = pictureNamedBy(picture)
  return uploaded === null ? { mediaId: picture } : { uploaded }
}
