import { smsLength } from '../../../domain/language/sms-segments.ts'
import type { Preview } from '../../../domain/outreach/outlook/preview.ts'
import type { WelcomeAttachment } from '../../../domain/outreach/ports.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'

/** What a reader sees of it. */
export function presentShown(
  preview: Preview,
  around: { signature: string; segmentFen: number; address: string },
) {
  if (preview.kind === 'unwritten') return { kind: 'unwritten' as const, says: reasonText(preview.reason) }
  const { rendered } = preview
  switch (rendered.channel) {
    case 'sms': {
      const { preview: text, segments } = rendered
      const length = smsLength(around.signature, text)
      return { kind: 'sms' as const, text, length, segments, fen: segments * around.segmentFen }
    }
    case 'miniprogram': {
      const { data, page = null } = rendered.message
      const fields = Object.entries(data).map(([key, text]) => ({ key, text }))
      return { kind: 'subscription' as const, fields, page }
    }
    case 'popup': {
      const { title, body, to = null } = rendered.message
      return { kind: 'popup' as const, title, body, to }
    }
    case 'welcome': {
      const { text = null, attachments } = rendered.message
      return { kind: 'chat' as const, text, attachments: attachments.map(presentAttachment) }
    }
    case 'email': {
      const { subject, text } = rendered.message
      return { kind: 'email' as const, subject, text, address: around.address }
    }
  }
}

function presentAttachment(attachment: WelcomeAttachment) {
  switch (attachment.kind) {
    case 'link':
      return { kind: '网页', title: attachment.title, to: attachment.url }
    case 'miniprogram':
      return { kind: '小程序', title: attachment.title, to: attachment.page }
    case 'image':
      return { kind: '图片', title: '', to: attachment.pictureUrl }
  }
}
