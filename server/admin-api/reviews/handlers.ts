import { DomainError } from '../../../domain/errors.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Reviews } from '../../../domain/reviews/reviews.ts'
import type { Member } from '../../../models/members.ts'
import type { Review } from '../../../models/reviews.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { readNamed } from '../definitions/named.ts'
import { type reviews as contract, reviewers } from './contract.ts'
import { presentReview } from './present.ts'

const states: Record<'open' | 'closed', Review['state'][]> = {
  open: ['open', 'deciding'],
  closed: ['approved', 'refused', 'stale', 'withdrawn'],
}

export function createReviewHandlers({
  reviews,
  members,
}: {
  reviews: Reviews
  /** Everybody. */
  members: () => Promise<Member[]>
}): Handlers<typeof contract> {
  async function present(review: Review, caller: Caller) {
    const isOpen = states.open.includes(review.state)
    return presentReview(review, isOpen ? await reviews.whyStale(review) : null, caller)
  }

  return {
    async list({ query: { look, after, limit }, caller }) {
      const found = await reviews.list({ states: states[look], after, limit: limit + 1 })
      const items = found.slice(0, limit)
      return {
        items: await Promise.all(items.map((review) => present(review, caller))),
        next: found.length > items.length ? (items.at(-1)?._id ?? null) : null,
      }
    },

    async about({ params, caller }) {
      const found = await reviews.about(readNamed(params).key)
      const able = (await members()).filter(
        ({ _id, role, state }) =>
          state === 'active' && _id !== caller.memberId && reviewers.some((one) => one === role),
      )
      return {
        review: found && (await present(found, caller)),
        reviewers: able.map(({ name }) => name),
      }
    },

    async find({ params, caller }) {
      const review = await reviews.find(params.id)
      return { ...(await present(review, caller)), lines: review.lines }
    },

    async approve({ params, caller }) {
      try {
        return { publication: await reviews.approve(params.id, caller) }
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'review.stale') throw error
        throw new AdminRefusal(409, error.code, `${error.data.why}，这次复核作废，请提交的人重新提交`)
      }
    },

    async refuse({ params, body, caller }) {
      await reviews.refuse(params.id, caller, body.answer)
      return {}
    },

    async withdraw({ params, caller }) {
      await reviews.withdraw(params.id, caller)
      return {}
    },
  }
}
