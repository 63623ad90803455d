import { onScopeDispose, type Ref, shallowRef } from 'vue'
import { present } from '../../api/present.ts'

const everyMs = 15_000

/** The present, again and again: what counts minutes needs no finer clock. */
export function useTicking(): Readonly<Ref<Date>> {
  const now = shallowRef(present())
  const timer = setInterval(() => {
    now.value = present()
  }, everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
