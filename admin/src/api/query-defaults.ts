import type { DefaultOptions } from '@tanstack/vue-query'
import { asApiError } from './api-error.ts'

/** What was refused is refused again; what did not come through is asked for twice more. */
const retries = 2
/** A page left and come back to within it shows what it had. */
const freshMs = 10_000

export const queryDefaults: DefaultOptions = {
  queries: {
    staleTime: freshMs,
    retry: (failures, error) => asApiError(error).status === 0 && failures < retries,
  },
}
