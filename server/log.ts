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
  const options = { level, redact: { paths, censor: '[hidden]' }, base: { pid: process.pid } }
  return destination ? pino(options, destination) : pino(options)
}
