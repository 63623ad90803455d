/** Every way the domain refuses. The HTTP edges map each code to a status; a new code without one does not compile. */
export type ErrorCode =
  | 'customer.not_found'
  | 'customer.contended'
  | 'identity.malformed'
  | 'event.malformed'
  | 'journey.not_found'
  | 'journey.invalid'
  | 'message.not_found'
  | 'message.invalid'
  | 'segment.not_found'
  | 'segment.invalid'
  | 'definition.not_found'
  | 'definitions.refused'
  | 'definitions.moved'
  | 'draft.not_found'
  | 'draft.changed'
  | 'draft.too_large'
  | 'marketing.state'
  | 'inbox.not_found'
  | 'inbox.not_failed'
  | 'review.not_found'
  | 'review.closed'
  | 'review.own'
  | 'review.stale'
  | 'template.invalid'
  | 'touch.not_found'
  | 'link.not_found'
  | 'link.unsafe'
  | 'coupon.exhausted'
  | 'coupon.not_found'
  | 'task.not_found'
  | 'task.not_yours'
  | 'task.closed'
  | 'task.bad_time'
  | 'staff.not_found'
  | 'staff.off_duty'
  | 'session.invalid'
  | 'login.refused'
  | 'login.wrong'
  | 'login.locked'
  | 'password.weak'
  | 'welcome.invalid'
  | 'member.not_found'
  | 'member.exists'
  | 'member.last_owner'
  | 'retail_store.not_found'
  | 'platform.unavailable'
  | 'request.malformed'
  | 'request.too_large'
  | 'signature.invalid'

/** A refusal with a stable code; `data` holds what the reader needs to act, never contact data or secrets. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  constructor(
    readonly code: ErrorCode,
    readonly data: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(code, options)
  }
}
