import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { asApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import type { AnswerOf } from '../../api/operations.ts'

export type RuleCounts = AnswerOf<'post', '/settings-count'>
type Rules = Record<string, Record<string, unknown>>

/** Long enough that a word typed asks once. */
const pauseMs = 500
/** While the exact count is under way. */
const againMs = 1_200

/** Keeps counting how many customers meet some rules: an estimate at once, exact as soon as it is there. Null asks nothing. */
export function useRuleCounts(rules: () => Rules | null) {
  const counts = shallowRef<RuleCounts>()
  const isOld = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined
  let lastAsked: string | undefined

  function later(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), ms)
  }

  async function ask(): Promise<void> {
    const wanted = rules()
    if (wanted === null) return
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    try {
      counts.value = await call('post', '/settings-count', { body: { rules: wanted } }, mine.signal)
      isOld.value = false
      if (!counts.value.isExact) later(againMs)
    } catch (failed) {
      // A condition that is not finished is told at its place; a count that failed leaves the old one.
      if (!mine.signal.aborted && asApiError(failed).status !== 422) isOld.value = true
    }
  }

  watch(
    () => JSON.stringify(rules()),
    (text) => {
      if (text === lastAsked) return
      const isFirst = lastAsked === undefined
      lastAsked = text
      isOld.value = counts.value !== undefined
      later(isFirst ? 0 : pauseMs)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    asking?.abort()
  })

  const byName = computed(() => new Map(counts.value?.items.map(({ name, people }) => [name, people])))
  return { counts, isOld, byName }
}
