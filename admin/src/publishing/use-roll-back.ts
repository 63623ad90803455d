import { useQuery } from '@tanstack/vue-query'
import { computed, reactive, ref } from 'vue'
import { call } from '../api/call.ts'
import type { AnswerOf, InputOf } from '../api/operations.ts'
import type { Done } from './use-publishing.ts'
import { useReview, waits } from './use-review.ts'

type Kind = InputOf<'get', '/definitions/{kind}/{id}/roll-back'>['params']['kind']
type RollBackPlan = AnswerOf<'get', '/definitions/{kind}/{id}/roll-back'>

/** What going back to an older version will do, and doing it: at once, or by asking a second person where a rule wants one. */
export function useRollBack(kind: Kind, id: string, to: number) {
  const params = { kind, id }
  const plan = reactive(
    useQuery({
      queryKey: ['roll-back', kind, id, to],
      queryFn: ({ signal }) =>
        call('get', '/definitions/{kind}/{id}/roll-back', { params, query: { to } }, signal),
      gcTime: 0,
      staleTime: 0,
      meta: { topics: ['definitions'] },
    }),
  )
  const review = useReview(kind, id)
  /** Whoever is inside stays on the version they are on. */
  const stay = ref(false)
  const note = ref('')
  const isBusy = ref(false)
  const error = ref<unknown>()
  /** Why a second person must agree; null when it can be done at once. */
  const mustAsk = computed(() => plan.data?.review ?? null)
  const isRefused = computed(() => !plan.data || (mustAsk.value !== null && waits(review.data)))

  async function goOrAsk({ on, review: why }: RollBackPlan): Promise<Done> {
    const wish = { to, stay: stay.value }
    if (why !== null) {
      const body = { ...wish, note: note.value }
      await call('post', '/definitions/{kind}/{id}/roll-back/review', { params, body })
      return { kind: 'asked' }
    }
    const { number } = await call('post', '/definitions/{kind}/{id}/roll-back', {
      params,
      body: { ...wish, on },
    })
    return { kind: 'published', number }
  }

  /** Null when it was refused: `error` says why. */
  async function go(): Promise<Done | null> {
    if (!plan.data) return null
    isBusy.value = true
    error.value = undefined
    try {
      return await goOrAsk(plan.data)
    } catch (failure) {
      error.value = failure
      await plan.refetch()
      return null
    } finally {
      isBusy.value = false
      await review.refetch()
    }
  }

  return { plan, review, stay, note, isBusy, error, mustAsk, isRefused, go }
}
