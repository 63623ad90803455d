import { z } from 'zod'
import { endpoint } from '../../core/endpoint.ts'
import { time } from '../../core/parts.ts'
import { audience, editors, fault, moveWish, movingPeople, named } from '../parts.ts'

const wish = {
  /** Publish what this version says; else the draft. */
  number: z.int().min(1).optional(),
  /** A few of the new people first; of those on the way only who stands at a step of `map` goes along. */
  pilot: audience.optional(),
  /** Who meets the entry already enters, each once. */
  present: z.boolean().default(false),
  /** Who enters or leaves a live segment only by its changed rule starts and ends journeys. */
  tell: z.boolean().default(false),
  ...moveWish,
}

export const segmentMoves = z.array(
  z.object({ key: z.string(), name: z.string(), enters: z.number(), leaves: z.number() }),
)

export const outcome = z.object({
  publication: z.number(),
  /** The version in use from now on. */
  number: z.number().nullable(),
})

/** To the second person who must agree. */
export const note = z.string().trim().max(500).default('')
export const asked = z.object({
  /** Id of the review. */
  review: z.string(),
})

const rollBackWish = {
  to: z.int().min(1).optional(),
  stay: z.boolean().default(false),
  tell: z.boolean().default(false),
}

export const publishing = {
  plan: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/publish/plan',
    summary: 'What publishing will do to whom',
    roles: editors,
    params: named,
    body: z.object(wish),
    answer: z.object({
      /** Of the draft; named when it is published. */
      stamp: z.string().nullable(),
      /** The publication it was looked at on. */
      on: z.number(),
      /** Nothing differs from what is in use. */
      isSame: z.boolean(),
      faults: z.array(fault),
      warnings: z.array(fault),
      /** Others published this one since the draft was begun. */
      moved: z.object({ number: z.number(), by: z.string().nullable(), at: time.nullable() }).nullable(),
      people: z.array(movingPeople),
      /** Who would enter at once if `present`; null = only an occasion leads in. */
      present: z.number().nullable(),
      segments: segmentMoves,
      /** How this very text stood its last test; null for what is not tested. */
      test: z.object({ passed: z.boolean().nullable(), words: z.string() }).nullable(),
      /** Why a second person must agree; null = it can be published at once. */
      review: z.string().nullable(),
    }),
  }),
  publish: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/publish',
    summary: 'Put a draft or an older version into use',
    roles: editors,
    params: named,
    body: z.object({ ...wish, stamp: z.string().optional(), on: z.number().optional() }),
    answer: outcome,
  }),
  askReview: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/publish/review',
    summary: 'Ask a second person to agree to what would be published',
    roles: editors,
    params: named,
    body: z.object({ ...wish, stamp: z.string().optional(), note }),
    answer: asked,
  }),
  rollBackPlan: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/roll-back',
    summary: 'What going back to an older version will do',
    roles: editors,
    params: named,
    query: z.object({ to: z.coerce.number<number | string>().int().min(1).optional() }),
    answer: z.object({
      on: z.number(),
      from: z.number(),
      to: z.number(),
      lines: z.array(z.string()),
      /** On the journey now; null for other kinds. */
      people: z.number().nullable(),
      /** Whoever was moved when this version was published goes back so. */
      moves: z.array(z.object({ from: z.number(), steps: z.record(z.string(), z.string()) })),
      segments: segmentMoves,
      /** Why a second person must agree; null = it can be done at once. */
      review: z.string().nullable(),
    }),
  }),
  rollBack: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/roll-back',
    summary: 'Publish what an older version says as a new one',
    roles: editors,
    params: named,
    body: z.object({ ...rollBackWish, on: z.number().optional() }),
    answer: outcome,
  }),
  askRollBackReview: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/roll-back/review',
    summary: 'Ask a second person to agree to going back',
    roles: editors,
    params: named,
    body: z.object({ ...rollBackWish, note }),
    answer: asked,
  }),
}
