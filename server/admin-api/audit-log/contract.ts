import { z } from 'zod'
import { endpoint, fileAnswer } from '../core/endpoint.ts'
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
  proof: endpoint({
    method: 'get',
    path: '/audit-log-proof',
    summary: 'Whether the log is as it was written: each entry holds a hash of itself and all before it',
    roles: ['owner', 'operator'],
    answer: z.object({
      entries: z.number().int(),
      head: z.string().nullable(),
      brokenAt: z.string().nullable(),
    }),
  }),
  takeFile: endpoint({
    method: 'post',
    path: '/audit-log-file',
    summary: 'The whole log as a CSV file, oldest first, with the hashes by which outsiders can check it',
    roles: ['owner', 'operator'],
    body: z.object({}),
    answer: fileAnswer,
    answersFile: 'text/csv',
  }),
}
