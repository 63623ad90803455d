import { ApiError, refusalIn } from './api-error.ts'
import type { AnswerOf, InputOf, Method, PathOf } from './operations.ts'
import { hearTime } from './present.ts'

export interface Sent {
  params?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
}

type Rest<I> = keyof I extends never
  ? [input?: object, signal?: AbortSignal]
  : [input: I, signal?: AbortSignal]

let sessionEnded: () => void = () => undefined

/** What happens when the server no longer knows us. */
export function whenSessionEnds(then: () => void): void {
  sessionEnded = then
}

/** Asks the server: `call('get', '/stores/{code}', { params: { code } })`. @throws ApiError */
export function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...[input, signal]: Rest<InputOf<M, P>>
): Promise<AnswerOf<M, P>> {
  return ask(method, path, (input ?? {}) as Sent, signal) as Promise<AnswerOf<M, P>>
}

/** The same without types, for what carries its own. @throws ApiError */
export async function ask(method: string, path: string, sent: Sent, signal?: AbortSignal): Promise<unknown> {
  const { params, query, body } = sent
  const answer = await fetch(addressOf(path, params, query), {
    method: method.toUpperCase(),
    signal,
    ...(body instanceof Blob
      ? { body, headers: { 'content-type': body.type } }
      : body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
  }).catch((error: Error) => {
    if (error.name === 'AbortError') throw error
    throw new ApiError(0, 'network.down', '连不上服务器，检查网络后再试')
  })
  hearTime(answer.headers.get('kelu-now'))
  if (answer.ok) return answer.json()
  const refusal = await refusalIn(answer)
  if (refusal.code === 'session.invalid') sessionEnded()
  throw refusal
}

/** The address of an operation, for links and frames: an export, a preview. */
export function addressOf(path: string, params: Sent['params'] = {}, query: Sent['query'] = {}): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') asked.set(name, String(value))
  }
  return `/api/v1${filled}${asked.size > 0 ? `?${asked}` : ''}`
}
