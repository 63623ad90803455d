import { createHash } from 'node:crypto'
import { type DestinationStream, type Logger, pino } from 'pino'

const hidden = [
  'token',
  'secret',
  'authorization',
  'cookie',
  'password',
  'signature',
  'msg_signature',
  'phone',
  'email',
  'welcomeCode',
  'responseCode',
]

/** Ids of ours are made of those of platforms, which name a person outside as well: in one of a callback, and in one of a phone's event. */
const foreignIds = /\b(ExternalUserID=|FromUserName=|(?<=^|:)mp:)([^:&\s]+)/g

/**
 * The process log, JSON lines. Fields that could hold secrets or contact data are removed wherever they are named; of a customer's id
 * at a platform stands a mark, the same in every line about them.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const formatters = { log: withoutForeignIds }
  const serializers = { err: errorFields, error: errorFields }
  const options = {
    level,
    redact: { paths, censor: '[hidden]' },
    base: { pid: process.pid },
    serializers,
    formatters,
  }
  return destination ? pino(options, destination) : pino(options)
}

function withoutForeignIds(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? marked(value) : value]),
  )
}

const marked = (text: string): string =>
  text.replace(
    foreignIds,
    (_, before: string, id: string) =>
      `${before}~${createHash('sha256').update(id).digest('hex').slice(0, 12)}`,
  )

/**
 * An error's name, text, code, data, origin and causes. Nothing else an error may carry: drivers hang requests, replies
 * and pages of topology on theirs.
 */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const { code, data } = error as { code?: unknown; data?: unknown }
  const fields = { name, message, code, data, stack }
  return cause === undefined ? fields : { ...fields, cause: errorFields(cause) }
}
