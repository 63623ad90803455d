import type { Customer } from '../../models/customer.ts'
import type { MessageDefinition } from '../language/message.ts'
import { picturePath } from '../media/picture-name.ts'
import { linkTarget, miniprogramPage } from '../outreach/content/link-target.ts'
import type { Outlook } from '../outreach/create-outreach.ts'
import type { WelcomeAttachment } from '../outreach/ports.ts'

/** One thing that is sent into a chat by one press. */
export type ChatPart =
  | { kind: 'text'; text: string }
  | { kind: 'link'; title: string; url: string; description: string; pictureUrl: string }
  | { kind: 'miniprogram'; title: string; appid: string; page: string; pictureUrl: string }

/** Writes a message of 素材与话术 for one customer; null where something it needs of them is not known. */
export type WriteParts = (message: MessageDefinition, customer: Customer) => Promise<ChatPart[] | null>

/** Links lead where they were written to: nothing tells yet who opened one that a member sent. */
export function createWriteParts(deps: {
  preview: Outlook['preview']
  /** Without slash at its end. */
  publicUrl: string
}): WriteParts {
  const { preview, publicUrl } = deps

  return async (message, customer) => {
    const links = linksOf(message, publicUrl)
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

interface PlainLink {
  name: string
  /** Stands for the link while the message is written. */
  code: string
  url: string
}

function linksOf({ variables }: MessageDefinition, publicUrl: string): PlainLink[] {
  return Object.entries(variables).flatMap(([name, variable], i) => {
    if (variable.kind !== 'link') return []
    const target = linkTarget(variable.to)
    const page = miniprogramPage(target)
    const url = page === null ? target : `${publicUrl}/open?to=${encodeURIComponent(page)}`
    return [{ name, code: `link${String(i).padStart(2, '0')}`, url }]
  })
}

/** Pictures WeCom holds by an id of its own cannot be shown by an address, and a card without picture is refused. */
function partOf(
  attachment: WelcomeAttachment,
  { plain, links, publicUrl }: { plain: (words: string) => string; links: PlainLink[]; publicUrl: string },
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
      return [{ kind: 'miniprogram', title, appid, page: cardPage(page, links), pictureUrl }]
    }
  }
}

/** A page as a card in a chat wants it: ending in .html, or WeChat does not find it (document 94353). */
function cardPage(page: string, links: readonly PlainLink[]): string {
  const bare = links.reduce((all, { code }) => all.replace(new RegExp(`[?&]k=${code}$`), ''), page)
  const [path = '', query] = bare.replace(/^\//, '').split('?')
  return `${path}.html${query === undefined ? '' : `?${query}`}`
}
