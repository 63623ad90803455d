import type { Caller } from '../../../domain/members/caller.ts'
import type { Review } from '../../../models/reviews.ts'

/** `stale`: why it cannot be published as it was any more. */
export function presentReview(review: Review, stale: string | null, caller: Pick<Caller, 'memberId'>) {
  const { _id, title, keys, by, byName, at, note, why, people, state } = review
  return {
    id: _id,
    title,
    keys,
    deed: review.deed ?? '发布',
    byName,
    isMine: by === caller.memberId,
    at,
    note,
    why,
    people: people ?? null,
    state,
    stale,
    decidedByName: review.decidedByName ?? null,
    decidedAt: review.decidedAt ?? null,
    answer: review.answer ?? null,
  }
}
