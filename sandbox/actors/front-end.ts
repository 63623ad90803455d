import type { Courier } from '../courier.ts'
import type { Answer } from '../exchange.ts'
import type { People } from '../people.ts'
import { jsonObject } from '../platform-server.ts'

/** One front end for all that people do in the mini-program: it calls Kelu's `/mp/v1/…`, each with their own log-in. */
export function createFrontEnd({ people, courier }: { people: People; courier: Courier }) {
  const sessions = new Map<string, string>()

  async function ask(method: 'GET' | 'POST', path: string, token?: string, body?: unknown): Promise<Answer> {
    const target = courier.target()
    if (target === undefined) throw new Error('setTarget first: the mini-program does not know where Kelu is')
    const answer = await courier.ask({
      method,
      url: `${target}/mp/v1${path}`,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} /mp/v1${path} was answered ${answer.status}: ${answer.body.slice(0, 300)}`)
    }
    return answer
  }

  function session(name: string): string {
    const token = sessions.get(people.person(name).name)
    if (token === undefined) throw new Error(`${name} has not opened the mini-program yet`)
    return token
  }

  return {
    ask,
    session,
    /** Notes in the ledger whether Kelu acknowledged; throws what it answered otherwise. */
    async tell(
      kind: string,
      about: Record<string, string>,
      call: { path: string; body: unknown; token: string | undefined },
    ): Promise<Answer> {
      try {
        const answer = await ask('POST', call.path, call.token, call.body)
        courier.note(kind, about, true)
        return answer
      } catch (error) {
        courier.note(kind, about, false)
        throw error
      }
    },
    /** Keeps what a log-in was answered with. */
    keepSession(name: string, answer: Answer): string {
      const token = jsonObject(Buffer.from(answer.body))?.token
      if (typeof token !== 'string') throw new Error(`POST /mp/v1/login answered without a token`)
      sessions.set(people.person(name).name, token)
      return token
    },
    /** What this person is answered. */
    async asked<T>(name: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
      return JSON.parse((await ask(method, path, session(name), body)).body) as T
    },
  }
}

export type FrontEnd = ReturnType<typeof createFrontEnd>
