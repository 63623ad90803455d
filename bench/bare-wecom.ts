import type { SandboxSettings } from '../sandbox/contract.ts'

/** WeCom as the sandbox plays it, and the secret of the corp. */
export interface Wecom {
  wecomUrl: string
  settings: Pick<SandboxSettings, 'corpId' | 'wecomSecret'>
}

/** Calls of WeCom by fetch and nothing else: a POST where there is a body. Answers are taken as they are, refusals too. */
export async function bareWecom({ wecomUrl, settings }: Wecom) {
  const query = new URLSearchParams({ corpid: settings.corpId, corpsecret: settings.wecomSecret })
  const { access_token } = (await (await fetch(`${wecomUrl}/cgi-bin/gettoken?${query}`)).json()) as {
    access_token: string
  }
  return async <T>(path: string, body?: object): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const joint = path.includes('?') ? '&' : '?'
    return (await (await fetch(`${wecomUrl}${path}${joint}access_token=${access_token}`, init)).json()) as T
  }
}
