import { badParameter } from './refusal.ts'

type Fields = Record<string, unknown>

/** The members of an object, of which all must be known. @throws PayRefusal PARAM_ERROR */
export function objectOf(value: unknown, name: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badParameter(`${name} is no object`)
  }
  const odd = Object.keys(value).find((key) => !known.includes(key))
  if (odd !== undefined) throw badParameter(`${name} has no field ${odd}`)
  return value as Fields
}

export function textOf(value: unknown, name: string, mostCharacters: number): string {
  if (typeof value !== 'string' || value === '') throw badParameter(`${name} is missing`)
  if ([...value].length > mostCharacters) throw badParameter(`${name} is longer than ${mostCharacters}`)
  return value
}

export function optionalTextOf(value: unknown, name: string, mostCharacters: number): string | undefined {
  return value === undefined ? undefined : textOf(value, name, mostCharacters)
}

export function fenOf(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw badParameter(`${name} is no whole number of fen above 0`)
  }
  return value as number
}

/** RFC 3339 with a zone. */
export function timeOf(value: unknown, name: string): Date {
  const text = textOf(value, name, 64)
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
  const time = new Date(text)
  if (!isTime || Number.isNaN(time.getTime())) throw badParameter(`${name} is no time of RFC 3339`)
  return time
}

/** https, public, without a query. */
export function notifyUrlOf(value: unknown): string {
  const text = textOf(value, 'notify_url', 255)
  if (!/^https:\/\/[^?#\s]+$/.test(text)) throw badParameter('notify_url is no https address without a query')
  return text
}

/** `2026-03-02T09:00:00+08:00` */
export function rfc3339(time: Date): string {
  return `${new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}
