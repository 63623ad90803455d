import type { Customer } from '../../models/customer.ts'
import type { MessageDefinition } from '../language/message.ts'
import { picturePath } from '../media/picture-name.ts'
import type { Outlook } from '../outreach/create-outreach.ts'
import type { WelcomeAttachment } from '../outreach/ports.ts'
import { cardPage, plainLinksOf } from './plain-links.ts'

/** One thing that is sent into a chat by one press. */
export type ChatPart =
  | { kind: 'text'; text: string }
  | { kind: 'link'; title: string; url: string; description: string; pictureUrl: string }
  | { kind: 'miniprogram'; title: string; appid: string; page: string; pictureUrl: string }

/** Writes a message of 素材与话术 for one customer; null where something it needs of them is not known. */
export type WriteParts = (message: MessageDefinition, customer: Customer) => Promise<ChatPart[] | null>

/** Links lead where they were written to: one of their own they get when they are sent (tracked-words.ts). */
export function createWriteParts(deps: {
  preview: Outlook['preview']
  /** Without slash at its end. */
  publicUrl: string
}): WriteParts {
  const { preview, publicUrl } = deps

  return async (message, customer) => {
    const links = codedLinksOf(message, publicUrl)
    const codes = Object.fromEntries(links.map(({ name, code }) => [name, code]))
    const written = await preview(message, 'wecom', customer, codes)
    if (written.kind === 'unwritten' || written.rendered.channel !== 'wecom') return null
    const { text, attachments } = written.rendered.message
    const plain = (words: string) =>
      links.reduce((all, { code, url }) => all.replaceAll(`${publicUrl}/r/${code}`, url), words)
    const parts = attachments.flatMap((attachment) => partOf(attachment, { plain, links, publicUrl }))
    return [...(text === undefined ? [] : [{ kind: 'text' as const, text: plain(text) }]), ...parts]
  }
}

interface CodedLink {
  name: string
  /** Stands for the link while the message is written. */
  code: string
  url: string
}

const codedLinksOf = (message: MessageDefinition, publicUrl: string): CodedLink[] =>
  plainLinksOf(message, publicUrl).map((link, i) => ({ ...link, code: `link${String(i).padStart(2, '0')}` }))

/** Pictures WeCom holds by an id of its own cannot be shown by an address, and a card without picture is refused. */
function partOf(
  attachment: WelcomeAttachment,
  { plain, links, publicUrl }: { plain: (words: string) => string; links: CodedLink[]; publicUrl: string },
): ChatPart[] {
  switch (attachment.kind) {
    case 'image':
      return []
    case 'link': {
      const { title, url, description = '', pictureUrl = '' } = attachment
      return [{ kind: 'link', title, url: plain(url), description: plain(description), pictureUrl }]
    }
    case 'miniprogram': {
      const { title, appid, page, picture } = attachment
      if (!('uploaded' in picture)) return []
      const pictureUrl = `${publicUrl}${picturePath(picture.uploaded)}`
      return [{ kind: 'miniprogram', title, appid, page: cardPage(withoutCode(page, links)), pictureUrl }]
    }
  }
}

const withoutCode = (page: string, links: readonly CodedLink[]): string =>
  links.reduce((all, { code }) => all.replace(new RegExp(`[?&]k=${code}$`), ''), page)
