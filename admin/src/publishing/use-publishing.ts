import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive } from 'vue'
import { call } from '../api/call.ts'
import type { AnswerOf, InputOf } from '../api/operations.ts'
import { useDeed } from './use-deed.ts'
import { useReview, waits } from './use-review.ts'

type Asked = InputOf<'post', '/definitions/{kind}/{id}/publish/plan'>
export type PublishWish = Asked['body']
export type PublishPlan = AnswerOf<'post', '/definitions/{kind}/{id}/publish/plan'>

/** What publishing a draft will do, and doing it: at once, or by asking a second person where a rule wants one. */
export function usePublishing(
  kind: Asked['params']['kind'],
  id: string,
  wish: () => PublishWish = () => ({}),
) {
  const params = { kind, id }
  const plan = reactive(
    useQuery({
      queryKey: computed(() => ['publish-plan', kind, id, wish()] as const),
      queryFn: ({ queryKey: [, , , body], signal }) =>
        call('post', '/definitions/{kind}/{id}/publish/plan', { params, body }, signal),
      placeholderData: keepPreviousData,
      gcTime: 0,
      staleTime: 0,
      meta: { topics: ['definitions', 'drafts'] },
    }),
  )
  const review = useReview(kind, id)
  const { note, isBusy, error, mustAsk, go } = useDeed({
    plan,
    review,
    async go({ stamp, on }: PublishPlan) {
      const body = { ...wish(), stamp: stamp ?? undefined, on }
      return call('post', '/definitions/{kind}/{id}/publish', { params, body })
    },
    ask({ stamp }: PublishPlan, note: string) {
      const body = { ...wish(), stamp: stamp ?? undefined, note }
      return call('post', '/definitions/{kind}/{id}/publish/review', { params, body })
    },
  })
  const isRefused = computed(
    () =>
      !plan.data ||
      plan.isPlaceholderData ||
      plan.data.faults.length > 0 ||
      plan.data.isSame ||
      waits(review.data),
  )

  return { plan, review, note, isBusy, error, mustAsk, isRefused, go }
}
