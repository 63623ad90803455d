import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver does with a call, beside checking it. */
type Manner =
  | { kind: 'take' }
  | { kind: 'answer'; status: number; location?: string }
  /** Never answers. */
  | { kind: 'hang' }
  /** Nobody is there: the connection breaks off before anything is looked at. */
  | { kind: 'down' }
  /** Takes it, and dies before it says so. */
  | { kind: 'takeAndDie' }

export interface Taken {
  id: string
  type: string
  timestamp: string
  data: Record<string, unknown>
}

export interface Call {
  id: string
  /** What it was answered; null = nothing. */
  status: number | null
  body: string
}

const windowSeconds = 300

/**
 * A receiver by Standard Webhooks 1.0.0, by code of its own: what no secret of it signed or is more than five minutes off is
 * refused with 401, what is no payload with 400, and an id it took before is not taken again.
 */
export async function startReceiver(options: { secrets: string[]; now: () => Date }) {
  const taken: Taken[] = []
  const calls: Call[] = []
  let manner: Manner = { kind: 'take' }
  let secrets = options.secrets

  function isSigned(id: string, timestamp: string, given: string, body: string): boolean {
    const wanted = secrets.map((secret) =>
      createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
        .update([id, timestamp, body].join('.'))
        .digest(),
    )
    return given.split(' ').some((one) => {
      const [version, value = ''] = one.split(',')
      const bytes = Buffer.from(value, 'base64')
      return (
        version === 'v1' &&
        wanted.some((each) => each.length === bytes.length && timingSafeEqual(each, bytes))
      )
    })
  }

  /** The status of a call, and what is taken by it. */
  function judge(headers: Record<string, unknown>, body: string): { status: number; event?: Taken } {
    const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
      String(headers[name] ?? ''),
    ) as [string, string, string]
    if (!/^[\w-]{1,64}$/.test(id) || !/^\d{10}$/.test(timestamp)) return { status: 400 }
    if (Math.abs(options.now().getTime() / 1_000 - Number(timestamp)) > windowSeconds) return { status: 401 }
    if (!isSigned(id, timestamp, signature, body)) return { status: 401 }
    if (headers['content-type'] !== 'application/json') return { status: 415 }
    const { type, timestamp: at, data, ...more } = JSON.parse(body)
    if (typeof type !== 'string' || Number.isNaN(Date.parse(at)) || typeof data !== 'object')
      return { status: 400 }
    if (Object.keys(more).length > 0) return { status: 400 }
    return { status: 204, event: { id, type, timestamp: at, data } }
  }

  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { status, event } = judge(request.headers, body)
    const id = String(request.headers['webhook-id'])
    const doing = manner
    const isTaking = doing.kind === 'take' || doing.kind === 'takeAndDie'
    if (event && isTaking && !taken.some((each) => each.id === id)) taken.push(event)
    if (doing.kind === 'hang') return void calls.push({ id, status: null, body })
    if (doing.kind === 'takeAndDie' || doing.kind === 'down') {
      calls.push({ id, status: null, body })
      return void request.socket.destroy()
    }
    const answered = event && doing.kind === 'answer' ? doing.status : status
    calls.push({ id, status: answered, body })
    const location = doing.kind === 'answer' ? doing.location : undefined
    response.writeHead(answered, { ...(location && { location }) }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/kelu`,
    taken,
    /** Every call it heard. */
    calls,
    behave(next: Manner): void {
      manner = next
    },
    knows(next: string[]): void {
      secrets = next
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
