import { z } from 'zod'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { done } from '../core/parts.ts'

const code = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, '1 到 32 个字母、数字、横线或下划线')
const text = z.string().trim().min(1).max(64)
const optional = z.string().trim().max(64).nullable().default(null)

const store = z
  .object({
    code: z.string(),
    name: z.string(),
    department: z.string(),
    region: z.string().nullable(),
    /** WeCom userid of the 店长. */
    lead: z.string().nullable(),
  })
  .meta({ id: 'Store' })

const changers = ['owner', 'marketer'] as const

export const stores = {
  list: endpoint({
    method: 'get',
    path: '/stores',
    summary: 'The shops people can walk into (门店)',
    roles,
    answer: z.object({ items: z.array(store) }),
  }),
  save: endpoint({
    method: 'put',
    path: '/stores/{code}',
    summary: 'Add a shop, or change it',
    roles: changers,
    params: z.object({ code }),
    body: z.object({ name: text, department: text, region: optional, lead: optional }),
    answer: store,
  }),
  remove: endpoint({
    method: 'delete',
    path: '/stores/{code}',
    summary: 'Remove a shop',
    roles: changers,
    params: z.object({ code }),
    answer: done,
  }),
}
