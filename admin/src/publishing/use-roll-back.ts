import { useQuery } from '@tanstack/vue-query'
import { computed, reactive, ref } from 'vue'
import { call } from '../api/call.ts'
import type { AnswerOf, InputOf } from '../api/operations.ts'
import { useDeed } from './use-deed.ts'
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
  const { note, isBusy, error, mustAsk, go } = useDeed({
    plan,
    review,
    async go({ on }: RollBackPlan) {
      const body = { to, stay: stay.value, on }
      return call('post', '/definitions/{kind}/{id}/roll-back', { params, body })
    },
    ask(_: RollBackPlan, note: string) {
      const body = { to, stay: stay.value, note }
      return call('post', '/definitions/{kind}/{id}/roll-back/review', { params, body })
    },
  })
  const isRefused = computed(() => !plan.data || (mustAsk.value !== null && waits(review.data)))

  return { plan, review, stay, note, isBusy, error, mustAsk, isRefused, go }
}
