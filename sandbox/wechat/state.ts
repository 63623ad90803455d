import { randomBytes } from 'node:crypto'
import type { Trade } from './trades.ts'

export interface MpToken {
  /** Of the mini-program it is for. */
  appid: string
  value: string
  expiresAt: Date
}

export interface WechatState {
  /** Newest of each kind by AppID; the two kinds do not disturb each other. */
  stable: Map<string, MpToken>
  plain: Map<string, MpToken>
  /** Tokens still good or once good, by value. */
  tokens: Map<string, MpToken>
  loginCodes: Map<string, { appid: string; openid: string; issuedAt: Date; used: boolean }>
  /** Codes of the button that gives the phone number. */
  phoneCodes: Map<string, { appid: string; phone: string; issuedAt: Date; used: boolean }>
  phonesTold: number
  /** Only the newest session key of a user is good. */
  sessionKeys: Map<string, string>
  /** One-time credits by `openid template`. */
  credits: Map<string, number>
  switchedOff: Set<string>
  /** Users a send is under way to. */
  beingSentTo: Set<string>
  lastMsgId: number
  /** URL Links by their address. */
  urlLinks: Map<string, { appid: string; path: string; query: string; expiresAt: Date }>
  /** Payments in trade management, by transaction. */
  trades: Map<string, Trade>
  /** Users to whom what was accepted does not arrive, with the code that tells so. */
  sendFates: Map<string, string>
  /** When force_refresh last made a new stable token. */
  lastForcedMs: number
}

export function createWechatState(): WechatState {
  return {
    stable: new Map(),
    plain: new Map(),
    tokens: new Map(),
    loginCodes: new Map(),
    phoneCodes: new Map(),
    phonesTold: 0,
    sessionKeys: new Map(),
    credits: new Map(),
    switchedOff: new Set(),
    beingSentTo: new Set(),
    lastMsgId: 2_900_000_000,
    urlLinks: new Map(),
    trades: new Map(),
    sendFates: new Map(),
    lastForcedMs: Number.NEGATIVE_INFINITY,
  }
}

export function creditKey(openid: string, templateId: string): string {
  return `${openid} ${templateId}`
}

export function newToken(state: WechatState, appid: string, expiresAt: Date): MpToken {
  const token = {
    appid,
    value: `${randomBytes(2).readUInt16BE()}_${randomBytes(96).toString('base64url')}`,
    expiresAt,
  }
  state.tokens.set(token.value, token)
  return token
}
