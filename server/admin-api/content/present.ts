import { smsLength } from '../../../domain/language/sms-segments.ts'
import { picturePath } from '../../../domain/media/picture-name.ts'
import type { Preview } from '../../../domain/outreach/outlook/preview.ts'
import type { KfMessage, UploadedPicture, WelcomeAttachment } from '../../../domain/outreach/ports.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'

/** What a reader sees of it. */
export function presentShown(preview: Preview, around: { segmentFen: number; address: string }) {
  if (preview.kind === 'unwritten') return { kind: 'unwritten' as const, says: reasonText(preview.reason) }
  const { rendered } = preview
  switch (rendered.channel) {
    case 'sms': {
      const { preview: text, signature, segments } = rendered
      const length = smsLength(signature, text)
      return { kind: 'sms' as const, text, length, segments, fen: segments * around.segmentFen }
    }
    case 'miniprogram': {
      const { data, page = null } = rendered.message
      const fields = Object.entries(data).map(([key, text]) => ({ key, text }))
      return { kind: 'subscription' as const, fields, page }
    }
    case 'popup': {
      const { title, body, to = null, picture = null, priority = 0 } = rendered.message
      return { kind: 'popup' as const, title, body, to, picture, priority }
    }
    case 'wecom':
    case 'welcome': {
      const { text = null, attachments } = rendered.message
      return { kind: 'chat' as const, text, attachments: attachments.map(presentAttachment) }
    }
    case 'kf':
      return { kind: 'chat' as const, ...presentKf(rendered.message) }
    case 'email': {
      const { subject, text } = rendered.message
      return { kind: 'email' as const, subject, text, address: around.address }
    }
  }
}

function presentKf(message: KfMessage) {
  if (message.kind === 'text') return { text: message.text, attachments: [] }
  const { kind, title } = message
  const to = message.kind === 'link' ? message.url : message.page
  const description = message.kind === 'link' ? (message.description ?? null) : null
  return { text: null, attachments: [{ kind, title, description, to, picture: ownPicture(message.picture) }] }
}

function presentAttachment(attachment: WelcomeAttachment) {
  const { kind } = attachment
  switch (attachment.kind) {
    case 'link': {
      const { title, description = null, url: to, pictureUrl = '' } = attachment
      const picture = /\/media\/[0-9a-f]{64}$/.exec(pictureUrl)?.[0] ?? null
      return { kind, title, description, to, picture }
    }
    case 'miniprogram': {
      const { title, page: to } = attachment
      return { kind, title, description: null, to, picture: ownPicture(attachment.picture) }
    }
    case 'image':
      return { kind, title: '', description: null, to: null, picture: ownPicture(attachment.picture) }
  }
}

function ownPicture(picture: UploadedPicture | { url: string }): string | null {
  return 'uploaded' in picture ? picturePath(picture.uploaded) : null
}
