import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'

export type WecomAnswer = Record<string, unknown> & { errcode: number; errmsg: string }

/** Calls the simulated WeCom as a client would that holds a good token. */
export interface WecomClient {
  get(path: string, query?: Record<string, string>): Promise<WecomAnswer>
  post(path: string, body?: unknown): Promise<WecomAnswer>
  token: string
}

export async function wecomClient(sandbox: Sandbox): Promise<WecomClient> {
  const { corpId, wecomSecret } = sandbox.settings
  const client: WecomClient = {
    token: '',
    get: (path, query = {}) => call(sandbox, 'GET', path, { ...query, access_token: client.token }),
    post: (path, body = {}) =>
      call(sandbox, 'POST', path, { access_token: client.token }, JSON.stringify(body)),
  }
  const answer = await call(sandbox, 'GET', '/cgi-bin/gettoken', { corpid: corpId, corpsecret: wecomSecret })
  client.token = String(answer.access_token)
  return client
}

export async function call(
  sandbox: Sandbox,
  method: 'GET' | 'POST',
  path: string,
  query: Record<string, string>,
  body?: string,
): Promise<WecomAnswer> {
  const url = `${sandbox.urls.wecom}${path}?${new URLSearchParams(query)}`
  const answer = await exchange({ method, url, body }, 5_000)
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
  return JSON.parse(answer.body) as WecomAnswer
}
