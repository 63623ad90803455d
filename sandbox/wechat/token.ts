import { type WechatCall, WechatRefusal } from './call.ts'
import type { WechatWorld } from './world.ts'

/** @throws WechatRefusal when the query carries no token that is good now */
export function checkToken({ query }: WechatCall, { state, clock }: WechatWorld): void {
  const given = query.get('access_token') ?? ''
  if (given === '') throw new WechatRefusal(41001, 'access_token missing')
  const token = state.tokens.get(given)
  if (!token) throw new WechatRefusal(40001, 'invalid credential, access_token is invalid or not latest')
  if (token.expiresAt <= clock.now()) throw new WechatRefusal(42001, 'access_token expired')
}

/** All tokens given so far end now. */
export function expireTokens({ state, clock }: WechatWorld): void {
  for (const token of state.tokens.values()) token.expiresAt = clock.now()
  state.stable = undefined
  state.plain = undefined
}

/** @throws WechatRefusal for an appid or secret that is missing or not ours */
export function checkApp(appid: string, secret: string, { settings }: WechatWorld): void {
  if (appid === '') throw new WechatRefusal(41002, 'appid missing')
  if (appid !== settings.mpAppId) throw new WechatRefusal(40013, 'invalid appid')
  if (secret === '') throw new WechatRefusal(41004, 'appsecret missing')
  if (secret !== settings.mpAppSecret) throw new WechatRefusal(40125, 'invalid appsecret')
}
