import { sessionCookie } from '../../server/admin-api/core/who.ts'
import type { Login } from './members.ts'

interface File {
  type: string
  bytes: Uint8Array<ArrayBuffer>
}

/** What members of the demo do by the interface of the page, each logged in as anybody who opens it. */
export interface PageClient {
  /** @throws when Kelu refuses, with what it says */
  ask<Answer>(login: Login, method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer>
  /** Hands over a file. */
  upload<Answer>(login: Login, path: string, file: File): Promise<Answer>
  /** Takes a file along. @throws as `ask`, and when it breaks off */
  download(login: Login, path: string, body: object): Promise<Uint8Array>
  /** The cookie of somebody who has just logged in. */
  logIn(login: Login): Promise<string>
}

/** Logs in for each deed: between two of them days of the story may pass, and no session lasts so long. */
export function createPageClient(base: string, password: string): PageClient {
  const json = (body: object | undefined) =>
    body && { type: 'application/json', bytes: new TextEncoder().encode(JSON.stringify(body)) }

  async function send(method: string, path: string, file: File | undefined, cookie: string) {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: {
        Origin: base,
        ...(file && { 'Content-Type': file.type }),
        ...(cookie && { Cookie: `${sessionCookie}=${cookie}` }),
      },
      ...(file && { body: file.bytes }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  async function logIn(login: Login): Promise<string> {
    const answer = await send('POST', '/session', json({ login, password }), '')
    const cookie = new RegExp(`${sessionCookie}=([^;]+)`).exec(answer.headers.get('set-cookie') ?? '')?.[1]
    if (cookie === undefined) throw new Error(`no session for ${login}`)
    return cookie
  }

  return {
    logIn,
    async ask(login, method, path, body) {
      const answer = await send(method, path, json(body), await logIn(login))
      return (await answer.json()) as never
    },
    async download(login, path, body) {
      const answer = await send('POST', path, json(body), await logIn(login))
      return new Uint8Array(await answer.arrayBuffer())
    },
    async upload(login, path, file) {
      const answer = await send('POST', path, file, await logIn(login))
      return (await answer.json()) as never
    },
  }
}
