import type { IncomingMessage } from 'node:http'
import { DomainError } from '../domain/errors.ts'
import type { Context } from './context.ts'
import { HttpRefusal } from './refusal.ts'

const wholeBodyMs = 5_000

/**
 * The whole request body as text, a byte order mark included: signatures are made over it. Refuses above `limitBytes` without reading the rest (request.too_large), a body that
 * takes longer than 5 s (request.too_slow), and what is not UTF-8 or was cut off (request.malformed).
 */
export async function readBody(ctx: Context, limitBytes: number, patienceMs = wholeBodyMs): Promise<string> {
  try {
    const bytes = await collect(ctx.req, limitBytes, patienceMs)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    // What is left of the body must not be taken for the next request on this connection.
    ctx.set('Connection', 'close')
    if (error instanceof TypeError) throw new DomainError('request.malformed', { expected: 'UTF-8 text' })
    throw error
  }
}

/**
 * What the JSON text holds, with or without a byte order mark. Anything else is request.malformed, and so is a number that
 * was rounded on reading: an id beyond 2^53 would silently be another one.
 */
export function jsonOf(text: string): unknown {
  const value = roundingJsonOf(text)
  const field = roundedIn(value)
  if (field !== null)
    throw new DomainError('request.malformed', { faults: [{ field, expected: exactNumber }] })
  return value
}

const exactNumber = 'a number within ±2^53, which JSON carries exactly: send longer ids as text'

/** The path of the first number too long to be exact. Walks without recursion: a body may nest as deep as it is long. */
function roundedIn(whole: unknown): string | null {
  const open: { path: string; value: unknown }[] = [{ path: '', value: whole }]
  for (let part = open.pop(); part; part = open.pop()) {
    const { path, value } = part
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return path || '(body)'
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      open.push({ path: path === '' ? name : `${path}.${name}`, value: inner })
    }
  }
  return null
}

/** The same with long numbers rounded: for senders who number beyond 2^53 and will not change it. */
export function roundingJsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new DomainError('request.malformed', { expected: 'JSON' })
  }
}

function collect(req: IncomingMessage, limitBytes: number, patienceMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => new DomainError('request.too_large', { limitBytes })
    if (Number(req.headers['content-length'] ?? 0) > limitBytes) return reject(tooLarge())
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => stop(new HttpRefusal('request.too_slow')), patienceMs)

    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > limitBytes) return stop(tooLarge())
      chunks.push(chunk)
    }
    const onEnd = () => stop()
    const onCut = () => stop(new DomainError('request.malformed', { expected: 'a complete body' }))

    function stop(error?: Error) {
      clearTimeout(timer)
      req.off('data', onData).off('end', onEnd).off('aborted', onCut).off('error', onCut).off('close', onCut)
      if (!error) return resolve(Buffer.concat(chunks))
      req.pause()
      // A connection that breaks later must not end the process.
      req.on('error', () => {})
      reject(error)
    }
    req.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  })
}
