import type { Customers } from '../../../domain/customers/contract.ts'
import { keyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import { messageSchema } from '../../../domain/language/message-schema.ts'
import type { Outlook } from '../../../domain/outreach/create-outreach.ts'
import type { Guard } from '../../../http/context.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import type { DraftStore } from '../../../models/drafts.ts'
import type { PreviewTokens } from './preview-token.ts'

/** A look is no open, and the frame, which is of no origin, may not load it. */
const withoutPixel = (html: string): string => html.replace(/<img src="[^"]*\/o\/[^"]*\.gif"[^>]*>/, '')

/** Nothing in it runs, is sent or leads out of its frame; a mail has its styles inline. */
const policy = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self'",
  "frame-ancestors 'self'",
].join('; ')

const asMail: Guard = async (ctx, next) => {
  ctx.set('Content-Security-Policy', policy)
  ctx.set('X-Frame-Options', 'SAMEORIGIN')
  ctx.set('Cache-Control', 'no-store')
  await next()
}

/**
 * `/api/mail-preview/:token`: a mail as its reader sees it, for a frame of the page. The frames of the page itself would inherit its
 * policy, under which no mail keeps its looks.
 */
export function createMailPreviewRouter(deps: {
  tokens: PreviewTokens
  preview: Outlook['preview']
  customers: Pick<Customers, 'find'>
  drafts: Pick<DraftStore, 'find'>
  published: Published
  /** Pictures are read from the origin the page is read from, by which this machine may be called otherwise. */
  publicUrl: string
}): RouteTable {
  const { tokens, preview, customers, drafts, published, publicUrl } = deps
  const router = createRouter()

  /** As its draft says, or as it is in use. */
  async function messageOf(id: string) {
    const draft = await drafts.find(keyOf('message', id))
    const read = draft && messageSchema.safeParse(structureOf(draft.text))
    if (read?.success) return read.data
    const version = published.snapshot().versionOf('message', id)
    return version === null ? null : published.version('message', version)
  }

  router.get('/api/mail-preview/:token', asMail, async (ctx) => {
    const subject = tokens.read(ctx.params.token ?? '')
    const message = subject && (await messageOf(subject.messageId))
    if (!subject || !message) {
      ctx.status = 404
      ctx.type = 'html'
      ctx.body = '<p>这份预览已经过期，回到素材页再看</p>'
      return
    }
    const reader = subject.readerId === null ? null : await customers.find(subject.readerId)
    const found = await preview(message, 'email', reader)
    ctx.type = 'html'
    ctx.body =
      found.kind === 'written' && found.rendered.channel === 'email'
        ? withoutPixel(found.rendered.message.html).replaceAll(`${publicUrl}/media/`, '/media/')
        : '<p>这份邮件还写不全</p>'
  })
  return router
}
