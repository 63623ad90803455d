import type { FormPart } from './multipart.ts'

/** A refusal as WeCom words it: HTTP 200 with an errcode. `extra` = result fields some errors still carry. */
export class WecomRefusal extends Error {
  readonly errcode: number
  readonly extra: Record<string, unknown>

  constructor(errcode: number, text: string, extra: Record<string, unknown> = {}) {
    super(text)
    this.errcode = errcode
    this.extra = extra
  }
}

/** One call after the token was found good. */
export interface WecomCall {
  query: URLSearchParams
  /** Parsed JSON body; empty for GET and for a body that is no JSON object. */
  body: Record<string, unknown>
  /** Parts of a multipart body. */
  form: FormPart[]
  /** Where the caller found us, e.g. `http://127.0.0.1:4000`: addresses of pictures begin with it. */
  origin: string
}

/** A text of the body; absent or of another type = empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function objectOf(value: unknown): Record<string, unknown> | undefined {
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : undefined
}

/** Texts of a list; @throws WecomRefusal 40058 when the list holds anything else. */
export function textListOf(value: unknown, name: string): string[] {
  if (value === undefined) return []
  const list = listOf(value)
  if (!Array.isArray(value) || list.some((item) => typeof item !== 'string')) {
    throw new WecomRefusal(40058, `invalid Request Parameter: ${name}`)
  }
  return list as string[]
}

/** @throws WecomRefusal 45002 when the text has more bytes of UTF-8 than allowed */
export function mustFit(text: string, maxBytes: number, name: string): void {
  if (Buffer.byteLength(text) > maxBytes) {
    throw new WecomRefusal(45002, `content size out of limit: ${name} is over ${maxBytes} bytes`)
  }
}
