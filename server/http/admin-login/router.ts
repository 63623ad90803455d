import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import type { LogIn } from '../../../domain/members/log-in.ts'
import type { StaffLogin } from '../../../domain/sales/ports.ts'
import type { Context } from '../../../http/context.ts'
import { contract } from '../../../http/contract.ts'
import { cookieOf, setCookie } from '../../../http/cookies.ts'
import { equalSecret } from '../../../http/equal.ts'
import { refusalOf } from '../../../http/errors.ts'
import { noteRefusal } from '../../../http/refusal-note.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { fromOf, setSession } from '../../admin-api/core/who.ts'

const stateCookie = 'kelu_admin_login'
const tripMs = 10 * 60_000
const home = '/admin/'

/** Where the page stood: an address of the page alone, never one that leads elsewhere. */
const place = z
  .string()
  .max(1_000)
  .regex(/^\/admin\/[\w\-./?=&%:~]*$/, 'an address of the page')
const beginContract = contract({ query: z.object({ to: place.optional() }) })
/** Bytes, https://developer.work.weixin.qq.com/document/path/91022 */
const backContract = contract({
  query: z.object({ code: z.string().min(1).max(512), state: z.string().min(1).max(128) }),
})

/**
 * Log-in to the marketers' page by WeCom: `/api/v1/session/wecom` leads there, by QR code or within WeCom itself, and
 * `…/back` returns with a session. Faults are shown by the page: `/admin/login?fault=<code>`.
 */
export function createAdminLoginRouter(deps: {
  logIn: Pick<LogIn, 'byUserid'>
  /** Null when WeCom is not configured. */
  login: StaffLogin | null
  publicUrl: string
}): RouteTable {
  const { logIn, login, publicUrl } = deps
  const https = publicUrl.startsWith('https:')
  // Lax: it has to come back from WeCom's site.
  const trip = { name: stateCookie, path: '/api/v1/session', sameSite: 'lax', https } as const
  const router = createRouter({ prefix: '/api/v1/session' })
  router.use(async function tellOnThePage(ctx, next) {
    ctx.set('Cache-Control', 'no-store')
    try {
      await next()
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      noteRefusal(ctx, error)
      lead(ctx, `/admin/login?fault=${refusal.code}`)
    }
  })

  router.get('/wecom', beginContract, (ctx) => {
    if (!login) throw new DomainError('login.refused', { check: 'configuration' })
    const state = randomBytes(24).toString('base64url')
    const to = Buffer.from(ctx.state.given.query.to ?? home).toString('base64url')
    setCookie(ctx, { ...trip, value: `${state}.${to}`, maxAgeMs: tripMs })
    const input = { redirectUri: `${publicUrl}/api/v1/session/wecom/back`, state }
    // WeCom's own browser knows who holds the phone; any other shows a code to scan.
    const isWithin = ctx.get('user-agent').includes('wxwork')
    lead(ctx, isWithin ? login.authorizeUrl(input) : login.qrUrl(input))
  })

  router.get('/wecom/back', backContract, async (ctx) => {
    const { code, state } = ctx.state.given.query
    const [expected = '', to = ''] = (cookieOf(ctx, stateCookie) ?? '').split('.')
    setCookie(ctx, { ...trip, value: '', maxAgeMs: 0 })
    if (!expected || !equalSecret(state, expected)) throw new DomainError('login.refused', { check: 'state' })
    const userid = await login?.userOf(code)
    if (!userid) throw new DomainError('login.refused', { check: 'member' })
    setSession(ctx, await logIn.byUserid(userid, fromOf(ctx)), https)
    const back = place.safeParse(Buffer.from(to, 'base64url').toString())
    lead(ctx, back.success ? back.data : home)
  })
  return router
}

function lead(ctx: Context, to: string): void {
  ctx.status = 303
  ctx.set('Location', to)
}
