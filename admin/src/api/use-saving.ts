import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { asApiError } from './api-error.ts'

/**
 * Keeping what a form says: whether the server is being asked, what it refused, and at which fields. Whatever it answered, the lists
 * at these paths and what stands below them are asked for again.
 */
export function useSaving(...lists: readonly string[]) {
  const queries = useQueryClient()
  const isBusy = ref(false)
  const error = ref<unknown>()
  /** What is wrong, by the field it is wrong at. */
  const places = ref<Record<string, string>>({})

  function forget(): void {
    places.value = {}
    error.value = undefined
  }

  /** True = it was kept; otherwise `error` and `places` say why not. */
  async function keep(ask: () => Promise<unknown>): Promise<boolean> {
    forget()
    isBusy.value = true
    try {
      await ask()
      return true
    } catch (failure) {
      places.value = asApiError(failure).details.places ?? {}
      error.value = failure
      return false
    } finally {
      isBusy.value = false
      await queries.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          lists.some((list) => path === list || `${path}`.startsWith(`${list}/`)),
      })
    }
  }

  return { isBusy, error, places, forget, keep }
}
