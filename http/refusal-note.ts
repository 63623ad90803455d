import { DomainError } from '../domain/errors.ts'
import type { Context } from './context.ts'
import { HttpRefusal } from './refusal.ts'

/** Why a request was refused, as its log line tells it. Only words of ours: nothing the caller sent. */
export interface RefusalNote {
  code: string
  /** Which check of a signature or log-in failed; the caller is not told. */
  check?: string
  expected?: string
}

/** Keeps the reason for the request's log line. */
export function noteRefusal(ctx: Context, error: unknown): void {
  if (error instanceof DomainError || error instanceof HttpRefusal) ctx.state.refused = noteOf(error)
}

function noteOf({ code, data }: DomainError | HttpRefusal): RefusalNote {
  const { check, expected, faults } = data
  const wanted = typeof expected === 'string' ? expected : expectedBy(faults)
  return {
    code,
    ...(typeof check === 'string' && { check }),
    expected: wanted,
  }
}

/** Of the first fault: where the schema names the place, the words name it too. */
function expectedBy(faults: unknown): string | undefined {
  const first: unknown = Array.isArray(faults) ? faults[0] : undefined
  if (typeof first !== 'object' || first === null || !('expected' in first)) return undefined
  const { expected } = first
  const field = 'field' in first && typeof first.field === 'string' ? nameOf(first.field) : ''
  return typeof expected === 'string' ? `${field}${expected}` : undefined
}

/** A field of ours reads like one; what else stands in a path was a key of the caller. */
function nameOf(field: string): string {
  return /^[a-zA-Z]{1,24}(\.\d{1,3}(?=\.|$)|\.[a-zA-Z]{1,24}(?=\.|$)){0,4}$/.test(field) ? `${field}: ` : ''
}
