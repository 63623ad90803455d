import type { WecomCall } from './call.ts'
import { WecomRefusal } from './call.ts'
import { newId } from './state.ts'
import type { WecomWorld } from './world.ts'

const lifeSeconds = 7_200
const banMs = 3_600_000

/** GET /cgi-bin/gettoken (document 91039). Checks in this order: secret missing, corpid, secret. */
export function createTokenDesk(world: WecomWorld) {
  let wrongSecrets = 0
  let bannedUntilMs = 0

  function issue(call: WecomCall): Record<string, unknown> {
    const { settings, clock, state, limits } = world
    const now = clock.now()
    if (now.getTime() < bannedUntilMs) throw new WecomRefusal(45009, 'api freq out of limit')
    const secret = call.query.get('corpsecret') ?? ''
    if (secret === '') throw new WecomRefusal(41004, 'corpsecret missing')
    if (call.query.get('corpid') !== settings.corpId) throw new WecomRefusal(40013, 'invalid corpid')
    if (secret !== settings.wecomSecret) {
      wrongSecrets += 1
      // Repeated wrong secrets ban the address for about an hour.
      if (wrongSecrets >= limits.wecomWrongSecretsBeforeBan) bannedUntilMs = now.getTime() + banMs
      throw new WecomRefusal(40001, 'invalid credential')
    }
    wrongSecrets = 0
    if (state.token === undefined || state.token.expiresAt <= now) {
      forget(world)
      state.token = { value: newId('wt', 64), expiresAt: new Date(now.getTime() + lifeSeconds * 1000) }
    }
    const left = Math.floor((state.token.expiresAt.getTime() - now.getTime()) / 1000)
    return { access_token: state.token.value, expires_in: left }
  }

  return { issue }
}

/** @throws WecomRefusal when the query carries no token that is good now */
export function checkToken(call: WecomCall, world: WecomWorld): void {
  const { state, clock } = world
  const given = call.query.get('access_token') ?? ''
  if (given === '') throw new WecomRefusal(41001, 'access_token missing')
  if (state.token?.value === given) {
    if (state.token.expiresAt <= clock.now()) throw new WecomRefusal(42001, 'access_token expired')
    return
  }
  if (state.pastTokens.has(given)) throw new WecomRefusal(42001, 'access_token expired')
  throw new WecomRefusal(40014, 'invalid access_token')
}

/** The current token ends now; WeCom may do so early. */
export function forget(world: WecomWorld): void {
  if (world.state.token) world.state.pastTokens.add(world.state.token.value)
  world.state.token = undefined
}
