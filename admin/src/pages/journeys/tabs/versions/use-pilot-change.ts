import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive, ref } from 'vue'
import { call } from '../../../../api/call.ts'
import type { AnswerOf, InputOf } from '../../../../api/operations.ts'
import { useReview } from '../../../../publishing/use-review.ts'

type PilotPlan = AnswerOf<'post', '/journeys/{id}/pilot/plan'>
type PilotWish = InputOf<'post', '/journeys/{id}/pilot/plan'>['body']
export type Deed = PilotWish['deed']

/** What a change of the pilot will do, and doing it: at once, or by asking a second person where a rule wants one. */
export function usePilotChange(id: string, wish: () => PilotWish) {
  const params = { id }
  const plan = reactive(
    useQuery({
      queryKey: computed(() => ['pilot-plan', id, wish()] as const),
      queryFn: ({ queryKey: [, , body], signal }) =>
        call('post', '/journeys/{id}/pilot/plan', { params, body }, signal),
      placeholderData: keepPreviousData,
      gcTime: 0,
      staleTime: 0,
      meta: { topics: ['definitions'] },
    }),
  )
  const review = useReview('journey', id)
  const note = ref('')
  const isBusy = ref(false)
  const error = ref<unknown>()
  const mustAsk = computed(() => plan.data?.review ?? null)

  async function changeOrAsk({ on, review: why }: PilotPlan): Promise<'done' | 'asked'> {
    if (why !== null) {
      await call('post', '/journeys/{id}/pilot/review', { params, body: { ...wish(), note: note.value } })
      return 'asked'
    }
    await call('post', '/journeys/{id}/pilot', { params, body: { ...wish(), on } })
    return 'done'
  }

  /** Null when it was refused: `error` says why. */
  async function go(): Promise<'done' | 'asked' | null> {
    if (!plan.data) return null
    isBusy.value = true
    error.value = undefined
    try {
      return await changeOrAsk(plan.data)
    } catch (failure) {
      error.value = failure
      await plan.refetch()
      return null
    } finally {
      isBusy.value = false
      await review.refetch()
    }
  }

  return { plan, review, note, isBusy, error, mustAsk, go }
}
