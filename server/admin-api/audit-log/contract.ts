import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'

const entry = z
  .object({
    id: z.string(),
    by: z.string(),
    byName: z.string().nullable(),
    action: z.string(),
    on: z.string().nullable(),
    at: time,
    address: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })

export const auditLog = {
  list: endpoint({
    method: 'get',
    path: '/audit-log',
    summary: 'Who did what, the latest first',
    roles: ['owner', 'operator'],
    query: z.object({
      ...pageQuery,
      by: z.string().max(100).optional(),
      action: z.string().max(100).optional(),
      on: z.string().max(300).optional(),
    }),
    answer: paged(entry),
  }),
}
