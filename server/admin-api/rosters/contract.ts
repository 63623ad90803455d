import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done } from '../core/parts.ts'

const department = z.string().trim().min(1).max(64)
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, '写成 09:00')
const userid = z.string().min(1).max(64)
const name = z.string().max(16)

/** What a roster says; what of it cannot be is told by place when it is saved. */
const content = z.object({
  shifts: z.array(z.object({ name, from: clock, to: clock })).max(100),
  /** Monday first. */
  week: z.array(z.object({ userid, days: z.array(name).max(7) })).max(2_000),
  exceptions: z.array(z.object({ day: z.iso.date(), userid, shift: name })).max(20_000),
})

const span = z.object({ from: z.string(), to: z.string() })

/** Seven days as people will work them. */
export const week = z.object({
  days: z.array(z.string()),
  people: z.array(
    z.object({
      userid: z.string(),
      name: z.string(),
      cells: z.array(z.object({ shift: z.string().nullable(), span: span.nullable() })),
    }),
  ),
  /** By day: what of the opening hours nobody works. */
  gaps: z.array(z.array(span)),
})

const roster = content
  .extend({
    department: z.string(),
    /** 0 = there is none yet. */
    rev: z.number(),
    people: z.array(z.object({ userid: z.string(), name: z.string() })),
    view: week,
    isOwn: z.boolean(),
  })
  .meta({ id: 'Roster' })

const readers = ['owner', 'marketer', 'lead'] as const

const file: z.ZodType<Uint8Array, Uint8Array | Blob> = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array,
)

export const rosters = {
  list: endpoint({
    method: 'get',
    path: '/rosters',
    summary: 'Departments, and which of them have a weekly roster (排班)',
    roles: readers,
    answer: z.object({
      items: z.array(
        z.object({ department: z.string(), people: z.number(), hasRoster: z.boolean(), isOwn: z.boolean() }),
      ),
    }),
  }),
  find: endpoint({
    method: 'get',
    path: '/rosters/{department}',
    summary: 'The weekly roster of a department, and seven days by it',
    roles: readers,
    params: z.object({ department }),
    query: z.object({ from: z.iso.date().optional() }),
    answer: roster,
  }),
  save: endpoint({
    method: 'put',
    path: '/rosters/{department}',
    summary: 'Write the roster of a department, unless somebody else did since; a lead those of their own',
    roles: readers,
    params: z.object({ department }),
    body: content.extend({ rev: z.int().min(0) }),
    bodyBytes: 2_000_000,
    answer: z.object({ rev: z.number() }),
  }),
  remove: endpoint({
    method: 'delete',
    path: '/rosters/{department}',
    summary: 'Do without a roster: people work by the hours of their shop or company again',
    roles: readers,
    params: z.object({ department }),
    query: z.object({ rev: z.coerce.number().int().min(1) }),
    answer: done,
  }),
  readSheet: endpoint({
    method: 'post',
    path: '/rosters/{department}/sheet',
    summary: 'What an .xlsx file says of a roster; nothing is saved',
    roles: readers,
    params: z.object({ department }),
    body: file,
    bodyBytes: 5_000_000,
    fileTypes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    answer: z.object({
      content: content.nullable(),
      /** By cell, as the program names it: `C7`. */
      faults: z.array(z.object({ cell: z.string(), message: z.string() })),
    }),
  }),
  template: endpoint({
    method: 'get',
    path: '/rosters/{department}/template',
    summary: 'An .xlsx file to fill in, with the people of the department',
    roles: readers,
    params: z.object({ department }),
    answer: z.object({ name: z.string(), base64: z.string() }),
  }),
}
