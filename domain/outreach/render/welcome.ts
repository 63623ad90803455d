import type { WecomAttachment } from '../../language/message-content.ts'
import { ContentFault } from '../content/content-fault.ts'
import type { WelcomeAttachment } from '../ports.ts'
import { linkAddresses, linkPages } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** The welcome: the only thing WeCom lets a server say to a customer (send_welcome_msg, within 20 s of the code). */
export function renderWelcome(input: RenderInput): Rendered {
  const content = input.message.content.welcome
  if (!content) throw new ContentFault('noContent')
  const texts = { ...input.values, ...linkAddresses(input) }
  const welcomeCode = input.addresses.welcomeCode ?? ''
  return {
    channel: 'welcome',
    message: {
      welcomeCode,
      ...(content.text !== undefined && { text: input.text(content.text, texts) }),
      attachments: content.attach.map((attachment) => attach(attachment, input, texts)),
    },
    address: welcomeCode,
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
        title: input.text(attachment.title, texts),
        url: input.text(attachment.url, texts),
        ...(attachment.description && { description: input.text(attachment.description, texts) }),
        ...(attachment.picture && { pictureUrl: attachment.picture }),
      }
    case 'miniprogram':
      return {
        kind: 'miniprogram',
        title: input.text(attachment.title, texts),
        appid: input.settings.miniprogramAppId,
        page: input.text(attachment.page, { ...input.values, ...linkPages(input) }),
        pictureMediaId: attachment.picture,
      }
    case 'image':
      return { kind: 'image', pictureUrl: attachment.picture }
  }
}
