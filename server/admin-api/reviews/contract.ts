import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'
import { editors, named } from '../definitions/parts.ts'

/** Who may agree: anybody of these but who asked. */
export const reviewers = ['owner', 'marketer'] as const

const line = {
  id: z.string(),
  title: z.string(),
  /** What it publishes. */
  keys: z.array(z.string()),
  /** What it does: 发布, 灰度放量到 50% 的新人. */
  deed: z.string(),
  byName: z.string(),
  isMine: z.boolean(),
  at: time,
  note: z.string(),
  why: z.array(z.string()),
  /** How many it reaches at once; null where that cannot be counted. */
  people: z.number().nullable(),
  state: z.enum(['open', 'deciding', 'approved', 'refused', 'stale', 'withdrawn']),
  /** Why it cannot be published as it was any more. */
  stale: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: time.nullable(),
  answer: z.string().nullable(),
}

const review = z.object(line).meta({ id: 'Review' })

export const reviews = {
  list: endpoint({
    method: 'get',
    path: '/reviews',
    summary: 'What waits for a second person, or what became of it',
    roles: reviewers,
    query: z.object({ ...pageQuery, look: z.enum(['open', 'closed']).default('open') }),
    answer: paged(review),
  }),
  about: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/review',
    summary: 'What waits or came back about a definition, and who can agree to it',
    roles: editors,
    params: named,
    answer: z.object({
      /** Null when nothing waits and nothing came back that is still to be mended. */
      review: review.nullable(),
      /** Names of who else can agree. */
      reviewers: z.array(z.string()),
    }),
  }),
  find: endpoint({
    method: 'get',
    path: '/reviews/{id}',
    summary: 'What one review is about, line by line',
    roles: reviewers,
    params: idParams,
    /** As a unified diff, without its heading. */
    answer: z.object({ ...line, lines: z.array(z.string()) }),
  }),
  approve: endpoint({
    method: 'post',
    path: '/reviews/{id}/approve',
    summary: "Agree: it is published as it was. Never one's own",
    roles: reviewers,
    params: idParams,
    answer: z.object({ publication: z.number() }),
  }),
  refuse: endpoint({
    method: 'post',
    path: '/reviews/{id}/refuse',
    summary: 'Send it back, saying why',
    roles: reviewers,
    params: idParams,
    body: z.object({ answer: z.string().trim().min(2, '写明要改什么').max(500) }),
    answer: done,
  }),
  withdraw: endpoint({
    method: 'post',
    path: '/reviews/{id}/withdraw',
    summary: "Take back one's own while nobody decided",
    roles: reviewers,
    params: idParams,
    answer: done,
  }),
}
