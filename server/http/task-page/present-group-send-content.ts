import { picturePath } from '../../../domain/media/picture-name.ts'
import type { Asked } from '../../../domain/outreach/group-sends/asked-of.ts'
import type { WelcomeAttachment } from '../../../domain/outreach/ports.ts'
import { escapeHtml } from '../../../http/page.ts'

/** The words and what goes with them, as customers will see them; what only WeCom can show is said in words. */
export function presentGroupSendContent({ text, attachments }: Asked['content']): string {
  const words = text === undefined ? '' : `<p class="words">${escapeHtml(text)}</p>`
  // Kept as the message port had it when people joined.
  return words + (attachments as unknown as WelcomeAttachment[]).map(presentAttachment).join('')
}

function presentAttachment(attachment: WelcomeAttachment): string {
  switch (attachment.kind) {
    case 'link':
      return `<p class="words">链接：${escapeHtml(attachment.title)}${attachment.description ? `<br><span class="quiet small">${escapeHtml(attachment.description)}</span>` : ''}</p>`
    case 'miniprogram':
      return `<p class="words">小程序：${escapeHtml(attachment.title)}</p>${presentPicture(attachment.picture)}`
    case 'image':
      return presentPicture(attachment.picture)
  }
}

function presentPicture(picture: Extract<WelcomeAttachment, { kind: 'image' }>['picture']): string {
  if (!('uploaded' in picture)) return '<p class="words">图片（在群发助手里看）</p>'
  return `<img class="shot" src="${escapeHtml(picturePath(picture.uploaded))}" alt="要发的图片">`
}
