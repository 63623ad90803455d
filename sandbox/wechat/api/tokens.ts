import { bodyOf, textOf, WechatRefusal } from '../call.ts'
import { takePerDay, takePerMinute } from '../frequency.ts'
import { type MpToken, newToken } from '../state.ts'
import { checkApp } from '../token.ts'
import type { WechatApi, WechatWorld } from '../world.ts'

const lifeMs = 7_200_000
/** Near its end a token is replaced, and the old one stays good this long. */
const overlapMs = 5 * 60_000
const forcedPerDay = 20
const forcedApartMs = 30_000

/** POST /cgi-bin/stable_token: the same token until five minutes before its end; force mode is rationed. */
export const stableToken: WechatApi = {
  method: 'POST',
  needsToken: false,
  handle(call, world) {
    const body = bodyOf(call)
    checkGrant(textOf(body.grant_type))
    const appid = textOf(body.appid)
    checkApp(appid, textOf(body.secret), world)
    takePerMinute('stable_token', world.limits.mpStableTokensPerMinute, world)
    takePerDay('stable_token', world.limits.mpStableTokensPerDay, world)
    const nowMs = world.clock.now().getTime()
    const { stable } = world.state
    if (body.force_refresh === true && mayForce(world, nowMs)) {
      const before = stable.get(appid)
      if (before) before.expiresAt = world.clock.now()
      stable.delete(appid)
    }
    const known = stable.get(appid)
    if (known && known.expiresAt.getTime() - nowMs > overlapMs) return present(known, nowMs)
    const fresh = newToken(world.state, appid, new Date(nowMs + lifeMs))
    stable.set(appid, fresh)
    return present(fresh, nowMs)
  },
}

/** GET /cgi-bin/token: a new token each time; the one before stays good for five minutes. */
export const plainToken: WechatApi = {
  method: 'GET',
  needsToken: false,
  handle({ query }, world) {
    checkGrant(query.get('grant_type') ?? '')
    const appid = query.get('appid') ?? ''
    checkApp(appid, query.get('secret') ?? '', world)
    takePerDay('token', world.limits.mpTokensPerDay, world)
    const nowMs = world.clock.now().getTime()
    const before = world.state.plain.get(appid)
    if (before) before.expiresAt = new Date(Math.min(before.expiresAt.getTime(), nowMs + overlapMs))
    const fresh = newToken(world.state, appid, new Date(nowMs + lifeMs))
    world.state.plain.set(appid, fresh)
    return present(fresh, nowMs)
  },
}

function checkGrant(grantType: string): void {
  if (grantType !== 'client_credential') throw new WechatRefusal(40002, 'invalid grant_type')
}

/** Closer calls do not refresh; over the day's ration they are refused. */
function mayForce(world: WechatWorld, nowMs: number): boolean {
  takePerDay('stable_token force', forcedPerDay, world)
  if (nowMs - world.state.lastForcedMs < forcedApartMs) return false
  world.state.lastForcedMs = nowMs
  return true
}

function present(token: MpToken, nowMs: number): Record<string, unknown> {
  const left = Math.floor((token.expiresAt.getTime() - nowMs) / 1000)
  return { access_token: token.value, expires_in: left }
}
