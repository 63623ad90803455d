import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import type { Customers, IdentityClaim } from '../domain/customers/contract.ts'
import type { MiniProgramLogin } from '../domain/customers/ports.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import type { SessionStore } from '../models/sessions.ts'
import { sessionMs } from './session.ts'

/** What WeChat gives is visible ASCII; anything else could not even be asked about. */
export const loginCodeSchema = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'a log-in code')

const loginSchema = z.object({
  code: loginCodeSchema,
  /** AppID of the mini-program the code is of; absent = the configured one. */
  appid: z
    .string()
    .regex(/^wx[0-9a-f]{16}$/, 'an AppID')
    .optional(),
  /** Where WeChat says the person came from, https://developers.weixin.qq.com/miniprogram/dev/reference/scene-list.html */
  scene: z.number().int().min(0).max(100_000).optional(),
  path: z.string().max(1_024).optional(),
})

export const loginContract = contract({
  summary: 'Open a session with the code of wx.login; it lasts 30 days from the last use.',
  body: json(loginSchema, 8 * 1024),
  answer: z.object({ token: z.string(), expiresAt: z.date() }),
  refusals: ['login.refused', 'platform.unavailable'],
})

/** POST /mp/v1/login: a customer for the person behind the code, a session, and `miniprogram.entered`. */
export function createLogin(deps: {
  appid: string
  login: MiniProgramLogin
  customers: Customers
  outreach: Pick<Outreach, 'followLink' | 'arriveBy'>
  sessions: SessionStore
  clock: Clock
}) {
  const { appid: own, login, customers, outreach, sessions, clock } = deps

  return async (ctx: Context<AddedBy<typeof loginContract>>) => {
    const { code, scene, path, appid = own } = ctx.state.given.body
    const { openid, unionid } = await login.exchange(code, appid)
    const now = clock.now()
    const claims: IdentityClaim[] = [
      ...(unionid ? [{ kind: 'unionid', value: unionid } as const] : []),
      { kind: 'openid', appid, value: openid },
    ]
    const customer = await customers.getOrCreate(claims, { source: 'miniprogram', at: now })
    const loginId = createHash('sha256').update(code).digest('hex').slice(0, 32)
    const shortCode = codeIn(path, 'k')
    const followed = codeIn(path, 'cq')
    const visitId = `login:${loginId}`
    const touchId =
      followed === null ? null : await outreach.arriveBy(followed, { at: now, visitId, customer })
    if (shortCode) await outreach.followLink(shortCode, { at: now, visitId, customerId: customer._id })
    await customers.hear({
      _id: `mp:login:${loginId}`,
      customerId: customer._id,
      name: 'miniprogram.entered',
      at: now,
      props: {
        ...(scene !== undefined && { scene }),
        ...(path !== undefined && { path }),
        ...(touchId !== null && { touchId }),
      },
      source: 'miniprogram',
    })
    const session = await sessions.open({
      kind: 'mp',
      subject: customer._id,
      openid,
      ...(appid !== own && { appid }),
      now,
      lifeMs: sessionMs,
    })
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { token: session.token, expiresAt: session.expiresAt }
  }
}

/**
 * The short code of a link in a message: as `k` no redirect counted the click, so the log-in does; as `cq` the short link did, and
 * the log-in only says what it came by, and who reads what a salesperson sent.
 */
function codeIn(path: string | undefined, name: 'k' | 'cq'): string | null {
  const query = path?.split('?').slice(1).join('?')
  return query ? new URLSearchParams(query).get(name) : null
}
