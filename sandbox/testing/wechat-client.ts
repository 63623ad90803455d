import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'

export type WechatAnswer = Record<string, unknown>

export async function wechatGet(
  sandbox: Sandbox,
  path: string,
  query: Record<string, string>,
): Promise<WechatAnswer> {
  const url = `${sandbox.urls.wechat}${path}?${new URLSearchParams(query)}`
  return JSON.parse((await exchange({ method: 'GET', url }, 5_000)).body) as WechatAnswer
}

export async function wechatPost(
  sandbox: Sandbox,
  path: string,
  body: unknown,
  query: Record<string, string> = {},
): Promise<WechatAnswer> {
  const url = `${sandbox.urls.wechat}${path}?${new URLSearchParams(query)}`
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return JSON.parse((await exchange({ method: 'POST', url, body: text }, 5_000)).body) as WechatAnswer
}

/** A stable token of the mini-program. */
export async function wechatToken(sandbox: Sandbox): Promise<string> {
  const { mpAppId, mpAppSecret } = sandbox.settings
  const answer = await wechatPost(sandbox, '/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: mpAppId,
    secret: mpAppSecret,
  })
  return String(answer.access_token)
}
