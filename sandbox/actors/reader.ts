import type { Platform } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Answer } from '../exchange.ts'
import type { Ledger } from '../ledger.ts'
import type { People } from '../people.ts'

/** What a phone's browser says it is; programs that fetch links in advance say something else. */
const browser = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  accept: 'text/html,image/avif,image/webp,*/*;q=0.8',
}

/** Ends at the first character no address holds, such as Chinese punctuation right behind it. */
const webLink = /https?:\/\/[\w\-.~:/?#@!$&*+,;=%()]+/g
/** A short link of a text message: a domain and a code, without the scheme. */
const textLink = /(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\/([0-9A-Za-z_/-]+)/i

/** People reading what arrived: clicking, opening, unsubscribing. Public addresses lead to where Kelu listens. */
export function createReader(deps: { people: People; ledger: Ledger; courier: Courier }) {
  const { people, ledger, courier } = deps

  function addressOf(name: string, platform: Platform): string {
    const person = people.person(name)
    const addresses: Record<Platform, string> = {
      wecom: person.externalUserid,
      wechat: person.openid,
      wechatpay: person.openid,
      aliyun: person.phone,
      tencent: person.phone,
      smtp: person.email,
      shop: person.unionid,
    }
    return addresses[platform]
  }

  /** Contents this person received there, newest first. */
  function received(name: string, platform: Platform): Record<string, unknown>[] {
    const receiver = addressOf(name, platform)
    return ledger
      .deliveries({ platform, receiver })
      .map(({ content }) => content)
      .reverse()
  }

  function visit(path: string, method: 'GET' | 'POST' = 'GET', body?: string): Promise<Answer> {
    const target = courier.target()
    if (target === undefined) throw new Error('setTarget first: there is nobody to visit')
    const headers = { ...browser, ...(body && { 'content-type': 'application/x-www-form-urlencoded' }) }
    return courier.ask({ method, url: `${target}${path}`, headers, body })
  }

  return {
    async clickLink(input: { person: string; platform: Platform }) {
      const path = received(input.person, input.platform)
        .map((content) => trackedPath(content, input.platform))
        .find((found) => found !== undefined)
      if (path === undefined) throw new Error(`${input.person} received no tracked link on ${input.platform}`)
      const answer = await visit(path)
      return { status: answer.status, location: answer.headers.location ?? null }
    },

    /** Shows the pictures of the newest mail. */
    async openEmail(input: { person: string }) {
      const [mail] = received(input.person, 'smtp')
      const pixel = pathsIn(String(mail?.html ?? '')).find((path) => path.startsWith('/o/'))
      if (pixel === undefined) throw new Error(`${input.person} received no mail with an open pixel`)
      await visit(pixel)
    },

    /** One click (RFC 8058): POST to the https address of List-Unsubscribe, no cookies, no redirect. */
    async unsubscribeByEmail(input: { person: string }) {
      const headers = received(input.person, 'smtp').map(({ headers }) => headers as Record<string, string>)
      const found = headers.find((header) => header['list-unsubscribe'] !== undefined)
      const path = pathsIn(found?.['list-unsubscribe'] ?? '')[0]
      if (path === undefined || found?.['list-unsubscribe-post'] !== 'List-Unsubscribe=One-Click') {
        throw new Error(`${input.person} received no mail with one-click unsubscribe headers`)
      }
      const answer = await visit(path, 'POST', 'List-Unsubscribe=One-Click')
      if (answer.status !== 200 && answer.status !== 202) {
        throw new Error(`one-click unsubscribe was answered ${answer.status}`)
      }
    },
  }
}

function pathsIn(text: string): string[] {
  return [...text.matchAll(webLink)].flatMap(([link]) => {
    if (!URL.canParse(link)) return []
    const url = new URL(link.replaceAll('&amp;', '&'))
    return [`${url.pathname}${url.search}`]
  })
}

function trackedPath(content: Record<string, unknown>, platform: Platform): string | undefined {
  const isText = platform === 'aliyun' || platform === 'tencent'
  const text = isText ? String(content.text) : JSON.stringify(content)
  const tracked = pathsIn(text).find((path) => path.startsWith('/r/'))
  if (tracked !== undefined || !isText) return tracked
  const code = textLink.exec(text)?.[1]
  if (code === undefined) return undefined
  return code.startsWith('r/') ? `/${code}` : `/r/${code}`
}
