/** `{code, message}` with this HTTP status. */
export class PayRefusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const badParameter = (message: string): PayRefusal => new PayRefusal(400, 'PARAM_ERROR', message)
export const badRequest = (message: string): PayRefusal => new PayRefusal(400, 'INVALID_REQUEST', message)

/** Statuses the codes come with where a test orders them. */
export const statusOfCode: Record<string, number> = {
  SIGN_ERROR: 401,
  NO_AUTH: 403,
  OUT_TRADE_NO_USED: 403,
  RULE_LIMIT: 403,
  NOT_ENOUGH: 403,
  USER_ACCOUNT_ABNORMAL: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  RATELIMIT_EXCEEDED: 429,
  SYSTEM_ERROR: 500,
  BANK_ERROR: 500,
  OPENID_MISMATCH: 500,
}
