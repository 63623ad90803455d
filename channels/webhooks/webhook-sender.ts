import { isIP } from 'node:net'
import axios, { AxiosError } from 'axios'
import type { WebhookSender } from '../../domain/webhooks/ports.ts'
import { type Network, placeOf } from './addresses.ts'
import { type Connect, createGuardedAgents, type Resolve } from './guarded-agents.ts'

const connectTimeoutMs = 5_000
const timeoutMs = 15_000

/**
 * Calls receivers. The answer is its status: the body is not read, so that none is too long, and a redirect is an answer
 * like any other. Times are real: they guard sockets, not business.
 */
export function createWebhookSender(deps: {
  /** Networks that may be called though they are not public, and over plain http. */
  allowed: readonly Network[]
  resolve?: Resolve
  connect?: { plain: Connect; tls: Connect }
  timeoutMs?: number
}): WebhookSender {
  const { allowed } = deps
  const agents = createGuardedAgents({ ...deps, connectTimeoutMs })
  const wholeMs = deps.timeoutMs ?? timeoutMs
  const client = axios.create({
    ...agents,
    proxy: false,
    maxRedirects: 0,
    decompress: false,
    responseType: 'stream',
    validateStatus: () => true,
  })

  return {
    accepts(url) {
      const parsed = URL.canParse(url) ? new URL(url) : null
      if (parsed === null || parsed.username !== '' || parsed.password !== '' || parsed.hash !== '')
        return false
      const isPlain = parsed.protocol === 'http:'
      if (!isPlain && parsed.protocol !== 'https:') return false
      const host = parsed.hostname.replace(/^\[|\]$/g, '')
      // What a name stands for is seen when it is called.
      if (isIP(host) === 0) return !isPlain || allowed.length > 0
      const place = placeOf(host, allowed)
      return place === 'allowed' || (place === 'public' && !isPlain)
    },
    async send({ url, headers, body }) {
      try {
        const reply = await client.post(url, body, {
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Kelu-Webhooks' },
          // All of it: a receiver that sends its headers letter by letter is slow, too.
          signal: AbortSignal.timeout(wholeMs),
        })
        reply.data.destroy()
        return { kind: 'answered', status: reply.status }
      } catch (error) {
        const code = error instanceof AxiosError ? (error.code ?? 'UNKNOWN') : 'UNKNOWN'
        if (code === 'EADDRREFUSED') return { kind: 'failed', why: 'address', code }
        const isLate = ['ERR_CANCELED', 'ECONNECTTIMEOUT', 'ETIMEDOUT'].includes(code)
        return { kind: 'failed', why: isLate ? 'timeout' : 'unreachable', code }
      }
    },
  }
}
