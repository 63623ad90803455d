import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive, ref } from 'vue'
import { call } from '../api/call.ts'
import type { AnswerOf, InputOf } from '../api/operations.ts'
import { useReview, waits } from './use-review.ts'

type Asked = InputOf<'post', '/definitions/{kind}/{id}/publish/plan'>
export type PublishWish = Asked['body']
export type PublishPlan = AnswerOf<'post', '/definitions/{kind}/{id}/publish/plan'>
/** What became of it: in use under this number, or waiting for a second person. */
export type Done = { kind: 'published'; number: number | null } | { kind: 'asked' }

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
  const note = ref('')
  const isBusy = ref(false)
  const error = ref<unknown>()
  /** Why a second person must agree; null when it can be published at once. */
  const mustAsk = computed(() => plan.data?.review ?? null)
  const isRefused = computed(
    () =>
      !plan.data ||
      plan.isPlaceholderData ||
      plan.data.faults.length > 0 ||
      plan.data.isSame ||
      waits(review.data),
  )

  async function publishOrAsk({ stamp, on, review: why }: PublishPlan): Promise<Done> {
    const seen = { ...wish(), stamp: stamp ?? undefined }
    if (why !== null) {
      const body = { ...seen, note: note.value }
      await call('post', '/definitions/{kind}/{id}/publish/review', { params, body })
      return { kind: 'asked' }
    }
    const { number } = await call('post', '/definitions/{kind}/{id}/publish', {
      params,
      body: { ...seen, on },
    })
    return { kind: 'published', number }
  }

  /** Null when it was refused: `error` says why, and what is looked at is fresh again. */
  async function go(): Promise<Done | null> {
    if (!plan.data) return null
    isBusy.value = true
    error.value = undefined
    try {
      return await publishOrAsk(plan.data)
    } catch (failure) {
      error.value = failure
      await plan.refetch()
      return null
    } finally {
      isBusy.value = false
      await review.refetch()
    }
  }

  return { plan, review, note, isBusy, error, mustAsk, isRefused, go }
}
