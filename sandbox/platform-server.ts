import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SandboxClock } from './clock.ts'
import type { Fault, Platform } from './contract.ts'
import type { Faults } from './faults.ts'
import type { Ledger } from './ledger.ts'

export interface PlatformRequest {
  method: string
  path: string
  /** As sent, still encoded, without the question mark. */
  rawQuery: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface Reply {
  status: number
  headers?: Record<string, string>
  body: string | Buffer
  /** The error code inside, for the ledger; absent = success. */
  refusedWith?: number | string
}

export interface PlatformServer {
  url: string
  inFlight(): number
  close(): Promise<void>
}

/** What distinguishes one platform's HTTP from another's. */
export interface PlatformRules {
  platform: Platform
  /** Name of the call, as faults and the ledger know it. */
  apiOf(request: PlatformRequest): string
  /** Everybody the call is about, in every spelling a test may use. */
  receiversOf(request: PlatformRequest): Iterable<string>
  answer(request: PlatformRequest): Promise<Reply>
  /** How this platform words the faults that are answers. */
  answerFault(fault: Fault, request: PlatformRequest): Reply | Promise<Reply>
}

/** A file with the form around it. */
const maxBodyBytes = 24 * 1024 * 1024
const maxHoldMs = 60_000

/** One platform on a free port of 127.0.0.1: faults first, then its own rules. */
export async function servePlatform(
  deps: { faults: Faults; ledger: Ledger; clock: Pick<SandboxClock, 'now'> },
  rules: PlatformRules,
): Promise<PlatformServer> {
  let flying = 0

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming)
    if (request === undefined) return answerWith(response, { status: 413, body: '' })
    const api = rules.apiOf(request)
    deps.ledger.called(rules.platform, api)
    const fault = deps.faults.take(rules.platform, api, rules.receiversOf(request))
    if (fault?.kind === 'connectionReset') return void incoming.socket.destroy()
    if (fault?.kind === 'timeoutBeforeActing') return hold(response)
    if (fault?.kind === 'timeoutAfterActing') {
      await rules.answer(request)
      return hold(response)
    }
    const reply = await (fault ? rules.answerFault(fault, request) : rules.answer(request))
    if (reply.refusedWith !== undefined) deps.ledger.refused(rules.platform, api, reply.refusedWith)
    answerWith(response, reply)
  }

  /** Platforms tell their own time. */
  function answerWith(response: ServerResponse, reply: Reply): void {
    send(response, { ...reply, headers: { date: deps.clock.now().toUTCString(), ...reply.headers } })
  }

  const server = createServer((incoming, response) => {
    flying += 1
    response.once('close', () => {
      flying -= 1
    })
    serve(incoming, response).catch((error: unknown) => {
      if (incoming.socket.destroyed) return
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      process.stderr.write(`sandbox ${rules.platform}: ${text}\n`)
      answerWith(response, { status: 500, body: 'the sandbox itself failed, see its stderr' })
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    inFlight: () => flying,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(incoming: IncomingMessage): Promise<PlatformRequest | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maxBodyBytes) return undefined
    parts.push(part)
  }
  const [path = '/', rawQuery = ''] = splitOnce(incoming.url ?? '/', '?')
  return {
    method: incoming.method ?? 'GET',
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: incoming.headers,
    body: Buffer.concat(parts),
  }
}

function splitOnce(text: string, mark: string): string[] {
  const place = text.indexOf(mark)
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)]
}

function send(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body)
  // An answer without content has no length either.
  const length = reply.status === 204 ? {} : { 'content-length': body.length }
  response.writeHead(reply.status, { ...reply.headers, ...length })
  response.end(body)
}

/** Never answers; ends when the client gives up, at the latest after a minute. */
function hold(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), maxHoldMs)
    response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

export function jsonReply(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** All texts inside a JSON value, also the parts of `a|b` lists. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('|') ? [value, ...value.split('|')] : [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(textsIn)
  return []
}

/** The JSON object in a body; undefined when it is none. */
export function jsonObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
