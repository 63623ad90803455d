/** A refusal inside an HTTP 200 answer: `{Code, Message}`. */
export class SmsRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A refusal of the gateway in front of the service: authentication, framing, throttling. */
export class GatewayRefusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** A parameter every call of the action needs. @throws GatewayRefusal `Missing<name>` */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? ''
  if (value === '') throw new GatewayRefusal(`Missing${name}`, `${name} is mandatory for this action.`)
  return value
}
