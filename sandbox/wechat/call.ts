/** A refusal as the mini-program API words it: HTTP 200 with an errcode. */
export class WechatRefusal extends Error {
  readonly errcode: number

  constructor(errcode: number, text: string) {
    super(text)
    this.errcode = errcode
  }
}

export interface WechatCall {
  query: URLSearchParams
  /** undefined = the body is no JSON object. */
  body: Record<string, unknown> | undefined
}

/** @throws WechatRefusal 47001 when the body is no JSON object */
export function bodyOf(call: WechatCall): Record<string, unknown> {
  if (call.body === undefined) throw new WechatRefusal(47001, 'data format error')
  return call.body
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
