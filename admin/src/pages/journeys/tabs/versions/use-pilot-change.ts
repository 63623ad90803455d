import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive } from 'vue'
import { call } from '../../../../api/call.ts'
import type { AnswerOf, InputOf } from '../../../../api/operations.ts'
import { useDeed } from '../../../../publishing/use-deed.ts'
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
  const { note, isBusy, error, mustAsk, go } = useDeed({
    plan,
    review,
    go: ({ on }: PilotPlan) => call('post', '/journeys/{id}/pilot', { params, body: { ...wish(), on } }),
    ask: (_: PilotPlan, note: string) =>
      call('post', '/journeys/{id}/pilot/review', { params, body: { ...wish(), note } }),
  })

  return { plan, review, note, isBusy, error, mustAsk, go }
}
