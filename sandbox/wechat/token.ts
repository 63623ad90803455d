import type { SandboxSettings } from '../contract.ts'
import { type WechatCall, WechatRefusal } from './call.ts'
import type { MpToken } from './state.ts'
import type { WechatWorld } from './world.ts'

/** @throws WechatRefusal when the query carries no token that is good now */
export function checkToken({ query }: WechatCall, { state, clock }: WechatWorld): MpToken {
  const given = query.get('access_token') ?? ''
  if (given === '') throw new WechatRefusal(41001, 'access_token missing')
  const token = state.tokens.get(given)
  if (!token) throw new WechatRefusal(40001, 'invalid credential, access_token is invalid or not latest')
  if (token.expiresAt <= clock.now()) throw new WechatRefusal(42001, 'access_token expired')
  return token
}

/** All tokens given so far end now. */
export function expireTokens({ state, clock }: WechatWorld): void {
  for (const token of state.tokens.values()) token.expiresAt = clock.now()
  state.stable.clear()
  state.plain.clear()
}

const secretOf = (appid: string, { mpAppId, mpAppSecret, mpBrands = {} }: SandboxSettings) =>
  appid === mpAppId ? mpAppSecret : Object.hasOwn(mpBrands, appid) ? mpBrands[appid]?.secret : undefined

/** @throws WechatRefusal for an appid or secret that is missing or not ours */
export function checkApp(appid: string, secret: string, { settings }: WechatWorld): void {
  if (appid === '') throw new WechatRefusal(41002, 'appid missing')
  const known = secretOf(appid, settings)
  if (known === undefined) throw new WechatRefusal(40013, 'invalid appid')
  if (secret === '') throw new WechatRefusal(41004, 'appsecret missing')
  if (secret !== known) throw new WechatRefusal(40125, 'invalid appsecret')
}
