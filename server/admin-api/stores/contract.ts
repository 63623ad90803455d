import { z } from 'zod'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { done } from '../core/parts.ts'

const code = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, '1 到 32 个字母、数字、横线或下划线')
const text = z.string().trim().min(1).max(64)
const optional = z.string().trim().max(64).nullable().default(null)

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, '写成 09:00')

const hours = z
  .object({
    /** 1 = Monday. */
    days: z.array(z.int().min(1).max(7)).min(1, '至少选一天').max(7),
    from: clock,
    to: clock,
    /** `2026-12-31` */
    daysOff: z.array(z.iso.date()).max(366).default([]),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: '下班要晚于上班' })

const store = z
  .object({
    code: z.string(),
    name: z.string(),
    department: z.string(),
    region: z.string().nullable(),
    /** WeCom userid of the 店长. */
    lead: z.string().nullable(),
    /** Null = those of the company. */
    hours: z
      .object({
        days: z.array(z.number()),
        from: z.string(),
        to: z.string(),
        daysOff: z.array(z.string()),
      })
      .nullable(),
    /** Whether who asks may set its hours. */
    isOwn: z.boolean(),
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
  setHours: endpoint({
    method: 'put',
    path: '/stores/{code}/hours',
    summary: 'When a shop is open, where not as the company; a lead sets those of their own shops',
    roles: [...changers, 'lead'],
    params: z.object({ code }),
    body: z.object({ hours: hours.nullable() }),
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
