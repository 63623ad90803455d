import { reactive } from 'vue'
import type { AnswerOf, InputOf } from '../api/operations.ts'
import { useCall } from '../api/use-call.ts'

export type ReviewAbout = AnswerOf<'get', '/definitions/{kind}/{id}/review'>
type Kind = InputOf<'get', '/definitions/{kind}/{id}/review'>['params']['kind']

/** What waits for a second person about a definition, or came back, and who can agree. */
export function useReview(kind: Kind, id: string) {
  return reactive(
    useCall(
      '/definitions/{kind}/{id}/review',
      { params: { kind, id } },
      { topics: ['reviews', 'definitions', 'drafts'] },
    ),
  )
}

/** Whether somebody else has to decide first: one that is void can be asked for anew. */
export function waits(about: ReviewAbout | undefined): boolean {
  const review = about?.review
  return (review?.state === 'open' || review?.state === 'deciding') && review.stale === null
}

/** 王芳、刘洋可以复核 */
export function whoCan({ reviewers }: Pick<ReviewAbout, 'reviewers'>): string {
  return reviewers.length === 0
    ? '现在没有别人能复核，请负责人加一位市场同事'
    : `${reviewers.join('、')}可以复核`
}
