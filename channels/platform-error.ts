/**
 * How a call to an outside system fails, in our words.
 *
 * timeout     no answer in time            unreachable  no connection, or it broke
 * http        an HTTP status without a usable answer    malformed  an answer we cannot read
 * errcode     the platform said no, with its own code
 * limited     we did not call: a shared limit or a lost coordination store says wait `afterMs`
 * invalid     we did not call: the value is over a documented limit
 */
export type PlatformFaultKind =
  | 'timeout'
  | 'unreachable'
  | 'http'
  | 'errcode'
  | 'malformed'
  | 'limited'
  | 'invalid'

export interface PlatformFault {
  platform: string
  /** Path or action, without query. */
  api: string
  kind: PlatformFaultKind
  /** The platform's own code, the HTTP status, the socket's error code, or ours. */
  code: string
  retryable: boolean
  /** Whether the platform may have acted: `no` is certain, `maybe` is everything else. */
  sent: 'no' | 'maybe'
  /** When trying again makes sense, if anybody knows. */
  afterMs?: number
  /** The platform's words about a code in none of our tables, made fit to be kept by platform-words.ts. */
  detail?: string
}

/**
 * Thrown by every adapter's API client. Its text is made of the platform, the path, a code and the `detail` alone, and it
 * has no `cause`: the errors below it carry the request, and with it tokens, secrets and phone numbers.
 */
export class PlatformError extends Error implements PlatformFault {
  override readonly name = 'PlatformError'
  readonly platform: string
  readonly api: string
  readonly kind: PlatformFaultKind
  readonly code: string
  readonly retryable: boolean
  readonly sent: 'no' | 'maybe'
  readonly afterMs?: number
  readonly detail?: string

  constructor(fault: PlatformFault) {
    const words = fault.detail === undefined ? '' : ` (${fault.detail})`
    super(`${fault.platform} ${fault.api}: ${fault.kind} ${fault.code}${words}`)
    this.platform = fault.platform
    this.api = fault.api
    this.kind = fault.kind
    this.code = fault.code
    this.retryable = fault.retryable
    this.sent = fault.sent
    this.afterMs = fault.afterMs
    this.detail = fault.detail
  }
}

/** A value over a documented limit is our mistake and is told before the call. */
export function overLimit(platform: string, api: string, field: string): PlatformError {
  return new PlatformError({
    platform,
    api,
    kind: 'invalid',
    code: `limit.${field}`,
    retryable: false,
    sent: 'no',
  })
}
