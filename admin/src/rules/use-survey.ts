import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { type ApiError, asApiError } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import type { Survey } from './survey-figures.ts'
import { isComplete, type Written } from './tree.ts'

/** Long enough that a word typed asks once. */
const pauseMs = 500
/** While the exact count is under way. */
const againMs = 1_200

/** Keeps counting what a rule says: an estimate at once, exact as soon as it is there, old figures until then. */
export function useSurvey(given: { rule: () => Written | null; id?: string }) {
  const survey = shallowRef<Survey>()
  const error = shallowRef<ApiError>()
  /** What is shown is of an earlier rule. */
  const isOld = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined
  let lastAsked = ''

  function later(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), ms)
  }

  async function ask(): Promise<void> {
    const rule = given.rule()
    if (rule === null || !isComplete(rule)) return
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    try {
      survey.value = await call('post', '/segments-survey', { body: { rule, id: given.id } }, mine.signal)
      error.value = undefined
      isOld.value = false
      if (!survey.value.isExact || survey.value.counting) later(againMs)
    } catch (failed) {
      if (mine.signal.aborted) return
      error.value = asApiError(failed)
    }
  }

  watch(
    () => JSON.stringify(given.rule()),
    (text) => {
      if (text === lastAsked) return
      const isFirst = lastAsked === ''
      lastAsked = text
      isOld.value = survey.value !== undefined
      later(isFirst ? 0 : pauseMs)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    asking?.abort()
  })

  return {
    survey,
    /** Something failed; an unfinished condition is no failure, it is told at its place. */
    error: computed(() => (error.value?.status === 422 ? undefined : error.value)),
    isOld,
    again: () => void ask(),
  }
}
