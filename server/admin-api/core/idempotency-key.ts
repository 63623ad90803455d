import type { Context } from '../../../http/context.ts'
import type { Terms } from './endpoint.ts'
import { AdminRefusal } from './refuse.ts'

export const idempotencyHeader = 'Idempotency-Key'

/** Whether an operation does its work once under an Idempotency-Key. */
export const takesIdempotencyKey = ({ method, scope, readsOnly, answersFile }: Terms): boolean =>
  method === 'post' && scope !== undefined && !readsOnly && answersFile === undefined

/** The key a call is to be done once under; null without one. @throws AdminRefusal for one that is none */
export function readIdempotencyKey(ctx: Context, terms: Terms): string | null {
  const given = ctx.get(idempotencyHeader)
  if (given === '' || !takesIdempotencyKey(terms)) return null
  if (/^[\x21-\x7e]{1,255}$/.test(given)) return given
  throw new AdminRefusal(400, 'idempotency.malformed', 'Idempotency-Key 要是 1 到 255 个可见的英文字符')
}
