import { DomainError } from '../../../domain/errors.ts'
import type { Log } from '../../../domain/log.ts'
import type { Context, Guard } from '../../../http/context.ts'
import { refusalOf } from '../../../http/errors.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { noteRefusal } from '../../../http/refusal-note.ts'
import { AdminRefusal, type Places } from './refuse.ts'
import { sentences } from './sentences.ts'

interface Fault {
  status: number
  code: string
  message: string
  places: Places
  retryAfterSeconds?: number
}

/** The one exit for faults of this surface: `{ error: { code, message, places?, requestId } }`. */
export function answerFaults(log: Log): Guard {
  return async function answerFault(ctx, next) {
    // Also for answers: what stands on the page is people's data.
    ctx.set('Cache-Control', 'no-store')
    try {
      await next()
    } catch (error) {
      tell(ctx, error, log)
    }
  }
}

function tell(ctx: Context, error: unknown, log: Log): void {
  const { requestId } = ctx.state
  const fault = faultOf(error)
  noteRefusal(ctx, error)
  if (error instanceof AdminRefusal) ctx.state.refused = { code: error.code }
  if (!fault) log.error({ err: error, requestId, route: ctx._matchedRoute }, 'request failed')
  const { status, code, message, places, retryAfterSeconds } = fault ?? internal
  ctx.status = status
  if (status === 401 && code.startsWith('key.')) ctx.set('WWW-Authenticate', 'Bearer')
  if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(retryAfterSeconds))
  ctx.body = {
    error: {
      code,
      message,
      ...(Object.keys(places).length > 0 && { places }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      requestId,
    },
  }
}

const internal: Fault = {
  status: 500,
  code: 'internal',
  message: '系统出错了，刚才的操作没有完成，请稍后重试',
  places: {},
}

function faultOf(error: unknown): Fault | null {
  if (error instanceof AdminRefusal) return error
  const refusal = refusalOf(error)
  if (!refusal) return null
  const { status, code, data } = refusal
  const { places, faults, retryAfterSeconds } = data as {
    places?: Places
    faults?: FieldFault[]
    retryAfterSeconds?: number
  }
  return {
    status,
    code,
    message: sentenceOf(error),
    places: places ?? placesOf(faults),
    retryAfterSeconds,
  }
}

/** What refusals of outside systems say of a field. */
interface FieldFault {
  field?: string
  expected: string
  todo?: string
}

function placesOf(faults: FieldFault[] = []): Places {
  return Object.fromEntries(
    faults.map(({ field = '(body)', expected, todo }) => [field, todo ? `${expected}; ${todo}` : expected]),
  )
}

function sentenceOf(error: unknown): string {
  if (error instanceof DomainError) return sentences[error.code]
  if (error instanceof HttpRefusal && error.code === 'request.rate_limited') return '操作太频繁，请稍后再试'
  return '请求没有被接受'
}
