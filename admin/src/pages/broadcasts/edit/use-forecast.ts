import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { asApiError } from '../../../api/api-error.ts'
import { call } from '../../../api/call.ts'
import { addFigures, type Forecast, noFigures, told } from '../figures.ts'
import { isWhole, keyOf, type Plan } from '../plan.ts'

const settleMs = 600
/** So few are counted one by one without being asked. */
const fewPeople = 10_000

/** The forecast of a plan, made anew a moment after it changes: first from a sample, then person by person. */
export function useForecast(plan: () => Plan) {
  const answer = shallowRef<Forecast>()
  const error = shallowRef<unknown>()
  const isOld = ref(false)
  /** People looked at one by one so far; null = nobody counts. */
  const counted = ref<number | null>(null)
  const tookMs = ref(0)
  let asking = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    stop()
    const { signal } = asking
    const from = performance.now()
    isOld.value = true
    try {
      const body = { structure: plan() }
      const found = await call('post', '/broadcasts/forecast', { body }, signal)
      answer.value = found
      error.value = undefined
      isOld.value = false
      tookMs.value = performance.now() - from
      if (found.figures.people < found.total && found.total <= fewPeople) await countAll()
    } catch (failure) {
      if (signal.aborted) return
      error.value = failure
      isOld.value = answer.value !== undefined
    }
  }

  /** Person by person, slice after slice; `stop` ends it and keeps the estimate. */
  async function countAll(): Promise<void> {
    const about = answer.value
    if (about === undefined) return
    stop()
    const { signal } = asking
    const structure = plan()
    let figures = noFigures
    let after: string | undefined
    counted.value = 0
    try {
      do {
        const body = { structure, after }
        const slice = await call('post', '/broadcasts/forecast/slice', { body }, signal)
        figures = addFigures(figures, slice.figures)
        counted.value = figures.people
        after = slice.next ?? undefined
      } while (after !== undefined)
      answer.value = { ...about, total: figures.people, figures }
    } catch (failure) {
      if (!signal.aborted) error.value = failure
    } finally {
      if (!signal.aborted) counted.value = null
    }
  }

  function stop(): void {
    asking.abort()
    asking = new AbortController()
    counted.value = null
  }

  watch(
    () => keyOf(plan()),
    () => {
      clearTimeout(timer)
      if (!isWhole(plan())) return
      isOld.value = answer.value !== undefined
      timer = setTimeout(() => void ask(), answer.value === undefined ? 0 : settleMs)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    stop()
  })

  return {
    told: computed(() => answer.value && told(answer.value)),
    at: computed(() => answer.value?.at),
    confirmed: computed(() => answer.value?.confirmed ?? null),
    error: computed(() => (error.value === undefined ? undefined : asApiError(error.value))),
    isOld,
    counted,
    tookMs,
    ask,
    countAll,
    stop,
  }
}

export type UsedForecast = ReturnType<typeof useForecast>
