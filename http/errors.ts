import { DomainError, type ErrorCode } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { AppMiddleware } from './context.ts'
import type { AnyRefusalCode } from './guard-note.ts'
import { HttpRefusal, httpStatusOf, type RefusalCode } from './refusal.ts'
import { noteRefusal } from './refusal-note.ts'

/** The HTTP status of every domain refusal: a new code without one does not compile. */
const statusOf: Record<ErrorCode, number> = {
  'customer.not_found': 404,
  'customer.contended': 503,
  'customer.not_yours': 403,
  'friend.gone': 409,
  'friend.foreign_id': 409,
  'identity.malformed': 400,
  'erasure.unfinished': 409,
  'event.malformed': 400,
  'journey.not_found': 404,
  'experiment.not_found': 404,
  'journey.invalid': 422,
  'message.not_found': 404,
  'message.invalid': 422,
  'segment.not_found': 404,
  'segment.invalid': 422,
  'template.invalid': 422,
  'touch.not_found': 404,
  'link.not_found': 404,
  'link.unsafe': 422,
  'coupon.exhausted': 409,
  'coupon.not_found': 404,
  'coupon.limit_reached': 409,
  'coupon.ambiguous': 409,
  'coupon.not_yours': 403,
  'coupon.not_yet_valid': 409,
  'coupon.expired': 409,
  'coupon.locked': 409,
  'coupon.redeemed': 409,
  'coupon.order_over': 409,
  'coupon.refused': 422,
  'coupon.unanswered': 503,
  'coupon.below_threshold': 409,
  'coupon.elsewhere': 409,
  'coupon.not_by_shop': 409,
  'product.not_found': 404,
  'product.off': 409,
  'product.short': 409,
  'product.crowded': 503,
  'product.held': 409,
  'product.picture': 422,
  'order.not_found': 404,
  'order.price_changed': 409,
  'order.key_reused': 409,
  'order.too_large': 422,
  'order.expired': 409,
  'order.paid': 409,
  'order.closed': 409,
  'order.undecided': 503,
  'order.not_paid': 409,
  'order.not_shipped': 409,
  'shipping.none': 409,
  'shipping.over': 409,
  'shipping.corrected': 409,
  'shipping.moved': 409,
  'refund.open': 409,
  'refund.too_much': 409,
  'payment.not_configured': 503,
  'payment.contradicts': 409,
  'task.not_found': 404,
  'task.not_yours': 403,
  'task.closed': 409,
  'task.bad_time': 422,
  'staff.not_found': 404,
  'staff.off_duty': 409,
  'definition.not_found': 404,
  'corp_tag.group_not_found': 404,
  'corp_tag.not_found': 404,
  'corp_tag.not_own': 409,
  'corp_tag.in_use': 409,
  'alert.not_found': 404,
  'alert.closed': 409,
  'alert.unexplained': 422,
  'alert.contended': 409,
  'hand_over.refused': 409,
  'definitions.refused': 422,
  'definitions.moved': 409,
  'draft.not_found': 404,
  'draft.changed': 409,
  'draft.too_large': 413,
  'session.invalid': 401,
  'login.refused': 401,
  'phone.code_refused': 422,
  'phone.busy': 503,
  'login.wrong': 401,
  'login.locked': 429,
  'password.weak': 422,
  'welcome.invalid': 410,
  'member.not_found': 404,
  'member.exists': 409,
  'member.last_owner': 409,
  'retail_store.not_found': 404,
  'key.invalid': 401,
  'key.revoked': 401,
  'key.expired': 401,
  'key.wrong_address': 403,
  'integration.not_found': 404,
  'integration.changed': 409,
  'integration.too_many_keys': 409,
  'idempotency.other_request': 422,
  'idempotency.under_way': 409,
  'marketing.state': 409,
  'inbox.not_found': 404,
  'inbox.not_failed': 409,
  'refund.not_found': 404,
  'refund.decided': 409,
  'refund.moved': 409,
  'refund.lines': 409,
  'refund.not_abnormal': 409,
  'refund.refused': 409,
  'refund.own': 403,
  'difference.not_found': 404,
  'roster.changed': 409,
  'campaign.not_found': 404,
  'campaign.changed': 409,
  'import.not_found': 404,
  'import.moved': 409,
  'import.refused': 422,
  'lesson.not_found': 404,
  'lesson.changed': 409,
  'lesson.too_many': 409,
  'webhook.not_found': 404,
  'webhook.changed': 409,
  'webhook.taken': 409,
  'webhook.too_many': 409,
  'webhook.url': 422,
  'webhook.secret': 422,
  'webhook.secrets': 409,
  'webhook.last_secret': 409,
  'webhook.in_use': 409,
  'webhook.delivery_not_found': 404,
  'difference.decided': 409,
  'difference.choice': 409,
  'review.not_found': 404,
  'review.closed': 409,
  'review.own': 403,
  'review.stale': 409,
  'platform.unavailable': 503,
  'request.malformed': 400,
  'request.too_large': 413,
  'signature.invalid': 403,
}

/** The HTTP status a caller sees with this code. */
export const statusOfRefusal = (code: AnyRefusalCode): number => ({ ...statusOf, ...httpStatusOf })[code]

export interface HttpError {
  status: number
  code: string
  data: Record<string, unknown>
}

/** What the caller may know of an error; null when it is nobody's refusal but a fault of ours. */
export function refusalOf(error: unknown): HttpError | null {
  if (error instanceof HttpRefusal) return { status: error.status, code: error.code, data: error.data }
  if (!(error instanceof DomainError)) return null
  // Which check of a signature failed helps only a forger.
  const data = error.code === 'signature.invalid' ? {} : error.data
  return { status: statusOf[error.code], code: error.code, data }
}

/** What is said when no route took the request, by the status the router left. */
const refusalWithoutRoute: Partial<Record<number, RefusalCode>> = {
  404: 'route.not_found',
  405: 'method.not_allowed',
  501: 'method.not_implemented',
}

/** The one exit for errors: refusals as JSON with their status; anything else is logged once and told as a bare 500. */
export function createErrorMiddleware(log: Log): AppMiddleware {
  return async function answerErrors(ctx, next) {
    try {
      await next()
      const untaken = ctx.body === undefined && refusalWithoutRoute[ctx.status]
      if (untaken) throw new HttpRefusal(untaken)
    } catch (error) {
      const { requestId } = ctx.state
      const refusal = refusalOf(error) ?? frameworkRefusal(error)
      noteRefusal(ctx, error)
      if (!refusal) log.error({ err: error, requestId, route: ctx._matchedRoute }, 'request failed')
      const { status, code, data } = refusal ?? { status: 500, code: 'internal', data: {} }
      ctx.status = status
      if (typeof data.retryAfterSeconds === 'number') ctx.set('Retry-After', String(data.retryAfterSeconds))
      ctx.body = { error: { code, ...(Object.keys(data).length > 0 ? { data } : {}), requestId } }
    }
  }
}

/** What Koa and its router refuse by themselves (a path that cannot be decoded, a wrong method). */
function frameworkRefusal(error: unknown): HttpError | null {
  if (!(error instanceof Error) || !('status' in error) || !('expose' in error)) return null
  const { status, expose } = error
  return typeof status === 'number' && status >= 400 && status < 500 && expose === true
    ? { status, code: 'request.refused', data: {} }
    : null
}
