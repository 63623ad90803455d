import { onScopeDispose, type Ref, shallowRef } from 'vue'

const everyMs = 15_000

/** The present, again and again: what counts minutes needs no finer clock. */
export function useTicking(): Readonly<Ref<Date>> {
  const now = shallowRef(new Date())
  const timer = setInterval(() => {
    now.value = new Date()
  }, everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
