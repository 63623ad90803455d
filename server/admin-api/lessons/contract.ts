import { z } from 'zod'
import { lessonSchema } from '../../../domain/review/lesson-text.ts'
import { lessonSources } from '../../../models/lessons.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, time } from '../core/parts.ts'

const writers = ['owner', 'marketer', 'analyst'] as const
/** Whoever reads flows and works by them. */
const readers = [...writers, 'editor', 'lead'] as const

const rev = z.int().min(1)

export const lessons = {
  list: endpoint({
    method: 'get',
    path: '/lessons',
    summary: 'Lessons (经验, SOP) in use, of a flow or a campaign or all of them, the newest first',
    roles: readers,
    query: z.object({
      flow: z.string().min(1).max(64).optional(),
      campaign: z.string().min(1).max(64).optional(),
    }),
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          rev: z.number(),
          saw: z.string(),
          next: z.string(),
          flows: z.array(z.object({ id: z.string(), name: z.string() })),
          campaign: z.string().nullable(),
          source: z
            .object({
              kind: z.enum(lessonSources),
              id: z.string(),
              name: z.string(),
              place: z.string().optional(),
            })
            .nullable(),
          by: z.string(),
          at: time,
        }),
      ),
      /** There are more than are told. */
      more: z.boolean(),
    }),
  }),
  write: endpoint({
    method: 'post',
    path: '/lessons',
    summary: 'Write down a lesson',
    roles: writers,
    body: lessonSchema,
    answer: z.object({ id: z.string(), rev: z.number() }),
  }),
  change: endpoint({
    method: 'put',
    path: '/lessons/{id}',
    summary: 'Write a lesson anew, unless somebody else did since',
    roles: writers,
    params: idParams,
    body: z.object({ rev, lesson: lessonSchema }),
    answer: z.object({ id: z.string(), rev: z.number() }),
  }),
  retire: endpoint({
    method: 'post',
    path: '/lessons/{id}/retired',
    summary: 'Have nobody follow a lesson any more',
    roles: writers,
    params: idParams,
    body: z.object({ rev }),
    answer: done,
  }),
}
