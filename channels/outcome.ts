import type { FoundOutcome, RefusalReason, SendOutcome } from '../domain/outreach/ports.ts'
import { PlatformError } from './platform-error.ts'

/** A refusal code without a row is a fault of set-up or of ours: never blamed on the customer. */
export type RefusalTable = ReadonlyMap<string, RefusalReason>

const defaultRetryMs = 5_000

/** Turns a failed call into the outcome the domain exhausts. Anything that is not a PlatformError is a bug and is thrown on. */
export function outcomeOfFault(error: unknown, refusals: RefusalTable): SendOutcome {
  if (!(error instanceof PlatformError)) throw error
  const { code } = error
  if (error.sent === 'maybe') return { kind: 'unknown', code: codeOf(error) }
  if (error.retryable)
    return { kind: 'retryLater', afterMs: error.afterMs ?? defaultRetryMs, code: codeOf(error) }
  if (error.kind === 'invalid') return { kind: 'refused', reason: 'content', code }
  const detail = error.detail === undefined ? {} : { detail: error.detail }
  return { kind: 'refused', reason: refusals.get(code) ?? 'configuration', code: codeOf(error), ...detail }
}

/** Reads the outcome of a repeated attempt as news of the first one: only a plain answer tells anything. */
export function foundOf(outcome: SendOutcome): FoundOutcome {
  if (outcome.kind === 'sent') {
    return outcome.providerId === undefined
      ? { kind: 'sent' }
      : { kind: 'sent', providerId: outcome.providerId }
  }
  if (outcome.kind === 'refused') return { kind: 'refused', reason: outcome.reason, code: outcome.code }
  return { kind: 'cannotTell' }
}

function codeOf(error: PlatformError): string {
  return error.kind === 'errcode' ? error.code : `${error.kind}.${error.code}`
}
