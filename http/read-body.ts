import type { IncomingMessage } from 'node:http'
import getRawBody, { type RawBodyError } from 'raw-body'
import { DomainError } from '../domain/errors.ts'
import type { Context } from './context.ts'
import { HttpRefusal } from './refusal.ts'

const wholeBodyMs = 5_000
const hearOutMs = 1_000

/**
 * The whole request body as text, a byte order mark included: signatures are made over it. Refuses above `limitBytes` without keeping the rest (request.too_large), a body that
 * takes longer than 5 s (request.too_slow), and what is not UTF-8 or was cut off (request.malformed).
 */
export async function readBody(ctx: Context, limitBytes: number, patienceMs = wholeBodyMs): Promise<string> {
  const bytes = await readBytes(ctx, limitBytes, patienceMs)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    ctx.set('Connection', 'close')
    if (error instanceof TypeError) throw new DomainError('request.malformed', { expected: 'UTF-8 text' })
    throw error
  }
}

/** The same as bytes, whatever they are. */
export async function readBytes(ctx: Context, limitBytes: number, patienceMs: number): Promise<Buffer> {
  try {
    return await collect(ctx.req, limitBytes, patienceMs)
  } catch (error) {
    if (isTooLarge(error)) hearOut(ctx)
    // What is left of the body must not be taken for the next request on this connection.
    else ctx.set('Connection', 'close')
    throw error
  }
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'request.too_large'

/**
 * Who is cut off while still sending gets a broken connection instead of the answer (RFC 9112, 9.6): after it, what comes is
 * thrown away for a moment. Who has sent all by then may go on with the connection.
 */
function hearOut({ req, res }: Context): void {
  res.once('finish', () => {
    req.resume()
    const cut = setTimeout(() => req.destroy(), hearOutMs)
    req.once('close', () => clearTimeout(cut))
  })
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

async function collect(req: IncomingMessage, limitBytes: number, patienceMs: number): Promise<Buffer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HttpRefusal('request.too_slow')), patienceMs)
  })
  try {
    const whole = getRawBody(req, { length: req.headers['content-length'], limit: limitBytes })
    return await Promise.race([whole, late])
  } catch (error) {
    req.pause()
    // A connection that breaks later must not end the process.
    req.on('error', () => {})
    if (error instanceof HttpRefusal) throw error
    // Else cut off, shorter than announced, or a connection that broke.
    throw (error as RawBodyError).type === 'entity.too.large'
      ? new DomainError('request.too_large', { limitBytes })
      : new DomainError('request.malformed', { expected: 'a complete body' })
  } finally {
    clearTimeout(timer)
  }
}
