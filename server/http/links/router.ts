import { ulid } from 'ulid'
import type { Activity } from '../../../domain/activity.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Outreach } from '../../../domain/outreach/contract.ts'
import { allowContent } from '../../../http/content-policy.ts'
import type { Context, Guard } from '../../../http/context.ts'
import { escapeHtml, pageStyle, presentPage } from '../../../http/page.ts'
import { createGuessLimit } from '../../../http/rate-limit.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import type { Channel } from '../../../models/customer.ts'
import { openScheme } from './open-scheme.ts'

/** 1×1, transparent, 43 bytes. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

// Codes are short, so that they fit an SMS. At this rate one address finds none by trying.
const guessesPerMinute = 600

// The link into WeChat leaves the page, which no policy hinders.
const asPage = allowContent(pageStyle, "form-action 'self'")

const channelNames: Record<Channel, string> = {
  welcome: '企业微信',
  wecom: '企业微信',
  kf: '微信客服',
  miniprogram: '小程序订阅消息',
  popup: '小程序弹窗',
  sms: '短信',
  email: '邮件',
}

/** `/r/:code` tracked link · `/open` way into the mini-program · `/u/:token` unsubscribe (RFC 8058) · `/o/:token.gif` open pixel. */
export function createLinksRouter(deps: {
  outreach: Pick<Outreach, 'followLink' | 'unsubscribe' | 'readUnsubscribeToken' | 'open'>
  clock: Clock
  background: Activity['background']
  /** Null when no mini-program is configured. */
  miniprogramAppId: string | null
  /** AppIDs of the brands in force, which a page may be of as well. */
  brandAppIds?: () => readonly string[]
}): RouteTable {
  const { outreach, clock, background, miniprogramAppId, brandAppIds = () => [] } = deps
  const guesses = createGuessLimit(guessesPerMinute)
  const router = createRouter()
  router.use(leaveNoTraces)

  router.get('/r/:code', asPage, async (ctx) => {
    // Mail scanners look at a link before its reader does; that is no click.
    if (ctx.method === 'HEAD') {
      ctx.status = 200
      ctx.body = ''
      return
    }
    await guesses.check(ctx.ip)
    const visit = { at: clock.now(), visitId: ulid(), userAgent: userAgentOf(ctx) }
    const found = await outreach.followLink(ctx.params.code ?? '', visit)
    if (!found) {
      await guesses.miss(ctx.ip)
      return notFound(ctx)
    }
    ctx.status = 302
    ctx.set('Location', found.location)
    ctx.body = ''
  })

  router.get('/open', asPage, (ctx) => {
    const { to, app = miniprogramAppId } = ctx.query
    // Nobody is led to a mini-program of strangers by an address of ours.
    const isOurs = app === miniprogramAppId || brandAppIds().some((one) => one === app)
    const scheme = typeof to === 'string' && typeof app === 'string' && isOurs ? openScheme(app, to) : null
    if (!scheme) return notFound(ctx)
    ctx.type = 'html'
    ctx.body = presentPage(
      '打开小程序',
      `<section><p>点击下方按钮，在微信中打开小程序。</p></section>
<a class="button" href="${escapeHtml(scheme)}">打开小程序</a>`,
    )
  })

  router.get('/u/:token', asPage, (ctx) => {
    // Only a page: scanners follow links, so looking must not unsubscribe.
    const whom = outreach.readUnsubscribeToken(ctx.params.token ?? '')
    if (!whom) return notFound(ctx)
    ctx.type = 'html'
    ctx.body = presentPage(
      '退订营销消息',
      `<section><p>确认后，您将不再收到我们的${channelNames[whom.channel]}营销消息。订单、物流等您主动需要的通知不受影响。</p></section>
<form method="post"><button type="submit">确认退订</button></form>`,
    )
  })

  router.post('/u/:token', asPage, async (ctx) => {
    if (!(await outreach.unsubscribe(ctx.params.token ?? '', clock.now()))) return notFound(ctx)
    ctx.type = 'html'
    ctx.body = presentPage('退订成功', '<section><p>您已成功退订，今后不会再收到此类营销消息。</p></section>')
  })

  router.get('/o/:file', (ctx) => {
    const token = ctx.params.file?.replace(/\.gif$/, '') ?? ''
    const visit = { at: clock.now(), userAgent: userAgentOf(ctx) }
    // Whatever becomes of the count, the picture is shown.
    if (ctx.method === 'GET') background('open pixel', () => outreach.open(token, visit))
    ctx.type = 'image/gif'
    ctx.body = pixel
  })

  return router
}

const leaveNoTraces: Guard = async (ctx, next) => {
  ctx.set('Cache-Control', 'no-store, private')
  ctx.set('Referrer-Policy', 'no-referrer')
  await next()
}

/** Empty for who says nothing: no phone does that. */
function userAgentOf(ctx: Context): string {
  return ctx.get('user-agent').slice(0, 512)
}

function notFound(ctx: Context): void {
  ctx.status = 404
  ctx.type = 'html'
  ctx.body = presentPage('链接无效', '<section><p>链接不存在或已失效，请核对后重试。</p></section>')
}
