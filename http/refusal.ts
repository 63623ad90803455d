/** Refusals that are about HTTP itself, not about the domain. */
export type RefusalCode =
  | 'request.too_slow'
  | 'request.rate_limited'
  | 'request.unprocessable'
  | 'route.not_found'
  | 'method.not_allowed'
  | 'method.not_implemented'
  | 'form.stale'
  | 'page.not_built'

export const httpStatusOf: Record<RefusalCode, number> = {
  'request.too_slow': 408,
  'request.rate_limited': 429,
  'request.unprocessable': 422,
  'route.not_found': 404,
  'method.not_allowed': 405,
  'method.not_implemented': 501,
  'form.stale': 403,
  'page.not_built': 503,
}

export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number
  constructor(
    readonly code: RefusalCode,
    readonly data: Record<string, unknown> = {},
  ) {
    super(code)
    this.status = httpStatusOf[code]
  }
}
