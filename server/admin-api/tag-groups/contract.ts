import { z } from 'zod'
import { tagPrecedences } from '../../../models/corp-tags.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'operator'] as const
const changers = ['owner', 'marketer'] as const

const corpTag = z.object({
  id: z.string(),
  /** In WeCom, and what it is called here. */
  name: z.string(),
  tag: z.string(),
  /** Made by Kelu: alone it may be deleted from here. */
  isOwn: z.boolean(),
})

const findings = z.object({
  at: time,
  pairs: z.number(),
  changedHere: z.number(),
  changedThere: z.number(),
  unknown: z.number(),
})

export const tagGroups = {
  look: endpoint({
    method: 'get',
    path: '/tag-groups',
    summary:
      'Tag groups of WeCom (标签组), which of our tags theirs are, and how the comparison with WeCom stands',
    roles: readers,
    answer: z.object({
      items: z.array(
        z
          .object({
            id: z.string(),
            name: z.string(),
            /** Whose change stands where both sides changed a tag. */
            wins: z.enum(tagPrecedences),
            tags: z.array(corpTag),
          })
          .meta({ id: 'TagGroup' }),
      ),
      /** Of all groups, and how many a corp may have. */
      count: z.number(),
      most: z.number(),
      /** Customers whose tags are on their way to WeCom. */
      waiting: z.number(),
      /** What WeCom does not take. */
      refused: z.array(z.object({ tag: z.string(), why: z.string(), customers: z.number() })),
      running: findings.nullable(),
      last: findings.extend({ endedAt: time }).nullable(),
    }),
  }),
  setPrecedence: endpoint({
    method: 'put',
    path: '/tag-groups/{id}/precedence',
    summary: 'Whose change of a tag of this group stands where both sides changed it',
    roles: changers,
    params: idParams,
    body: z.object({ wins: z.enum(tagPrecedences) }),
    answer: done,
  }),
  reconcile: endpoint({
    method: 'post',
    path: '/tag-groups/reconciliation',
    summary: 'Compare the tags of everybody with WeCom now',
    roles: changers,
    answer: z.object({ begun: z.boolean() }),
  }),
  removeTag: endpoint({
    method: 'delete',
    path: '/tag-groups/tags/{id}',
    summary: 'Delete a tag in WeCom that Kelu made and nothing goes by',
    roles: changers,
    params: idParams,
    answer: done,
  }),
}
