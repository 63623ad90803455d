import { z } from 'zod'
import { marketingRoles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'
import {
  draft,
  editors,
  fault,
  kindOf,
  named,
  session,
  steerers,
  structure,
  summary,
  textBytes,
  use,
  written,
} from './parts.ts'

const number = z.coerce.number<number | string>().int().min(1)

export const definitions = {
  list: endpoint({
    method: 'get',
    path: '/definitions/{kind}',
    summary: 'Definitions of a kind, with their state and drafts',
    roles: marketingRoles,
    params: z.object({ kind: kindOf }),
    answer: z.object({ items: z.array(summary) }),
  }),
  find: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}',
    summary: 'One definition: what is published, and its draft',
    roles: marketingRoles,
    params: named,
    query: z.object({ session: session.optional() }),
    answer: summary.extend({
      /** The version in use, or used last. */
      published: written.extend({ number: z.number() }).nullable(),
      draft: draft.nullable(),
      usedBy: z.array(use),
    }),
  }),
  versions: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/versions',
    summary: 'All versions, and what became of them',
    roles: marketingRoles,
    params: named,
    answer: z.object({
      items: z.array(
        z.object({
          number: z.number(),
          origin: z.enum(['file', 'page']),
          by: z.string(),
          madeAt: time,
          published: z.array(z.object({ publication: z.number(), at: time, by: z.string() })),
          inUse: z.boolean(),
        }),
      ),
      states: z.array(
        z.object({
          publication: z.number(),
          at: time,
          by: z.string(),
          state: z.string(),
          stateName: z.string(),
        }),
      ),
    }),
  }),
  version: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/versions/{number}',
    summary: 'What one version says',
    roles: marketingRoles,
    params: named.extend({ number }),
    answer: written.extend({ number: z.number(), by: z.string(), madeAt: time }),
  }),
  diff: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/diff',
    summary: 'What differs between two versions, or a version and the draft',
    roles: marketingRoles,
    params: named,
    query: z.object({ from: number, to: z.union([z.literal('draft'), number]) }),
    answer: z.object({
      /** As a unified diff, without its heading. */
      lines: z.array(z.string()),
      from: written,
      to: written,
    }),
  }),
  check: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/check',
    summary: 'What would be wrong with a text, without keeping it',
    roles: editors,
    params: named,
    body: z.union([z.object({ text: z.string() }), z.object({ structure })]),
    bodyBytes: textBytes,
    answer: written.extend({ faults: z.array(fault), warnings: z.array(fault) }),
  }),
  record: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/record',
    summary: 'The configuration record of a journey',
    roles: marketingRoles,
    params: named,
    answer: z.object({
      name: z.string(),
      trigger: z.string(),
      actions: z.array(z.string()),
      branches: z.array(z.string()),
      goal: z.string().nullable(),
      owner: z.string().nullable(),
      version: z.number(),
      configuredAt: time,
      configuredBy: z.string(),
      since: time.nullable(),
      testResult: z.string(),
    }),
  }),
  handOver: endpoint({
    method: 'put',
    path: '/definitions/{kind}/{id}/owner',
    summary: 'Somebody else looks after it from now on',
    roles: editors,
    params: named,
    body: z.object({ owner: z.string().trim().min(1).max(60) }),
    answer: done,
  }),
  retire: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/retire',
    summary: 'Not in use any more; refused while something leans on it',
    roles: steerers,
    params: named,
    body: z.object({ on: z.number().optional() }),
    answer: z.object({ publication: z.number() }),
  }),
}
