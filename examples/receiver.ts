import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'

/** What Kelu tells: what happened, when, and ids and amounts of it. `data.test` or `data.holdout`: nothing may be done about it. */
export interface Told {
  type: string
  timestamp: string
  data: Record<string, unknown>
}

interface Receiver {
  /** As the page showed them once, `whsec_…`; two while one is changed for another. */
  secrets: readonly string[]
  /** Deals with what is new. When it fails, Kelu tells it again. */
  take(told: Told): Promise<void>
  now?: () => Date
}

const windowSeconds = 300
const mostBytes = 256 * 1024

/**
 * A receiver of Kelu's webhooks (Standard Webhooks 1.0.0): takes what one of its secrets signed less than five minutes ago, each
 * `webhook-id` once. Which ids it took it keeps in memory: keep them with what you make of them, in one transaction, where a restart
 * must not do anything twice.
 */
export function createReceiver({ secrets, take, now = () => new Date() }: Receiver): Server {
  const taken = new Set<string>()
  const underWay = new Set<string>()

  async function answerTo(headers: IncomingHttpHeaders, body: string): Promise<number> {
    const id = String(headers['webhook-id'])
    const timestamp = String(headers['webhook-timestamp'])
    const offSeconds = Math.abs(now().getTime() / 1_000 - Number(timestamp))
    const isOurs = isSigned(`${id}.${timestamp}.${body}`, String(headers['webhook-signature']), secrets)
    if (!isOurs || !(offSeconds <= windowSeconds)) return 401
    if (taken.has(id)) return 204
    // Whether the first one comes to an end is not known yet: later.
    if (underWay.has(id)) return 503
    underWay.add(id)
    try {
      await take(JSON.parse(body) as Told)
      taken.add(id)
      return 204
    } catch {
      return 500
    } finally {
      underWay.delete(id)
    }
  }

  return createServer(async (request, response) => {
    const parts: Buffer[] = []
    let bytes = 0
    for await (const part of request) {
      bytes += part.length
      if (bytes > mostBytes) return response.writeHead(413).end()
      parts.push(part)
    }
    // What was signed are these very bytes, not what JSON makes of them.
    const status = await answerTo(request.headers, Buffer.concat(parts).toString('utf8'))
    return response.writeHead(status).end()
  })
}

/** Whether any of the signatures in the header is one of ours; compared so that how long it takes tells nothing. */
function isSigned(content: string, header: string, secrets: readonly string[]): boolean {
  const wanted = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
      .update(content)
      .digest(),
  )
  return header.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return wanted.some((each) => each.length === given.length && timingSafeEqual(each, given))
  })
}
