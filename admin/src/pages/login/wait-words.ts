import type { ApiError } from '../../api/api-error.ts'
import { spanInWords } from '../../design/times.ts'

/** A refusal with the wait it asks for. */
export function waitWords({ message, details: { retryAfterSeconds } }: ApiError): string {
  return retryAfterSeconds ? `${message}，${spanInWords(retryAfterSeconds * 1_000)}后再试` : message
}
