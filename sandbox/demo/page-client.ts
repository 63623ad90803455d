import { sessionCookie } from '../../server/admin-api/core/who.ts'
import type { Login } from './members.ts'

/** What members of the demo do by the interface of the page, each logged in as anybody who opens it. */
export interface PageClient {
  /** @throws when Kelu refuses, with what it says */
  ask<Answer>(login: Login, method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer>
  /** The cookie of somebody who has just logged in. */
  logIn(login: Login): Promise<string>
}

/** Logs in for each deed: between two of them days of the story may pass, and no session lasts so long. */
export function createPageClient(base: string, password: string): PageClient {
  async function send(method: string, path: string, body: object | undefined, cookie: string) {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: {
        Origin: base,
        ...(body && { 'Content-Type': 'application/json' }),
        ...(cookie && { Cookie: `${sessionCookie}=${cookie}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  async function logIn(login: Login): Promise<string> {
    const answer = await send('POST', '/session', { login, password }, '')
    const cookie = new RegExp(`${sessionCookie}=([^;]+)`).exec(answer.headers.get('set-cookie') ?? '')?.[1]
    if (cookie === undefined) throw new Error(`no session for ${login}`)
    return cookie
  }

  return {
    logIn,
    async ask(login, method, path, body) {
      const answer = await send(method, path, body, await logIn(login))
      return (await answer.json()) as never
    },
  }
}
