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

/** The process log, JSON lines. Fields that could hold secrets or contact data are removed wherever they are named. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const serializers = { err: errorFields, error: errorFields }
  const options = { level, redact: { paths, censor: '[hidden]' }, base: { pid: process.pid }, serializers }
  return destination ? pino(options, destination) : pino(options)
}

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
