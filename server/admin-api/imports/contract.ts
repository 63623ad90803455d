import { z } from 'zod'
import { importKinds } from '../../../domain/imports/contract.ts'
import { partBytes } from '../../../domain/imports/kept-file.ts'
import { importStates } from '../../../models/imports.ts'
import { endpoint, fileAnswer } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'

/** Who brings in people's data answers for it. */
const roles = ['owner', 'marketer'] as const

const kind = z.enum(importKinds)
const targetId = z.string().min(1).max(80)

const head = z
  .object({
    id: z.string(),
    kind,
    name: z.string(),
    sizeBytes: z.number(),
    state: z.enum(importStates),
    by: z.string(),
    at: time,
    /** The last row that is done, as Excel counts them. */
    row: z.number(),
    /** By name: rows, new, known, bad, sms.can, email.noConsent and the like. */
    counts: z.record(z.string(), z.number()),
    checked: z.record(z.string(), z.number()).nullable(),
    /** Why the file was refused. */
    says: z.string().nullable(),
    /** When taking over began. */
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    /** Until when file and bad rows are there. */
    fileUntil: time,
  })
  .meta({ id: 'Import' })

const target = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().nullable(),
  /** May be said once for all rows. */
  isFixable: z.boolean(),
})

const part: z.ZodType<Uint8Array, Uint8Array | Blob> = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array,
)

export const imports = {
  list: endpoint({
    method: 'get',
    path: '/imports',
    summary: 'Files that were brought in, the newest first',
    roles,
    query: z.object(pageQuery),
    answer: paged(head),
  }),
  find: endpoint({
    method: 'get',
    path: '/imports/{id}',
    summary: 'One of them: how it is written, what its columns are, how far it is',
    roles,
    params: idParams,
    answer: head.extend({
      /** How the file is written; null before it was read. */
      form: z.string().nullable(),
      columns: z.array(z.object({ header: z.string(), target: z.string().nullable() })),
      fixed: z.record(z.string(), z.string()),
      targets: z.array(target),
      /** Since when nothing went on though it should; null while all is well. */
      stillSince: time.nullable(),
      /** As they stand in the file; none for who did not upload it. */
      firstRows: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
    }),
  }),
  begin: endpoint({
    method: 'post',
    path: '/imports',
    summary: 'Announce a file; its parts follow',
    roles,
    body: z.object({ kind, name: z.string().trim().min(1).max(200), sizeBytes: z.int().min(1) }),
    answer: z.object({ id: z.string(), partBytes: z.number() }),
  }),
  addPart: endpoint({
    method: 'put',
    path: '/imports/{id}/parts/{number}',
    summary: 'One part of the file, each but the last as long as was said; sent again it is the same part',
    roles,
    params: idParams.extend({ number: z.coerce.number<number | string>().int().min(0).max(1_000) }),
    body: part,
    bodyBytes: partBytes,
    fileTypes: ['application/vnd.kelu.part'],
    answer: done,
  }),
  read: endpoint({
    method: 'post',
    path: '/imports/{id}/read',
    summary: 'Read how the whole file is written and guess its columns',
    roles,
    params: idParams,
    answer: head,
  }),
  check: endpoint({
    method: 'post',
    path: '/imports/{id}/check',
    summary: 'Say what the columns are and have every row checked; nothing is taken over by that',
    roles,
    params: idParams,
    body: z.object({
      columns: z.array(targetId.nullable()).max(200),
      fixed: z.record(targetId, z.string().trim().min(1).max(500)).default({}),
    }),
    answer: head,
  }),
  run: endpoint({
    method: 'post',
    path: '/imports/{id}/run',
    summary: 'Take over what was checked; once for the same file',
    roles,
    params: idParams,
    answer: head,
  }),
  cancel: endpoint({
    method: 'post',
    path: '/imports/{id}/cancel',
    summary: 'End it; what is taken over stays',
    roles,
    params: idParams,
    answer: head,
  }),
  badRows: endpoint({
    method: 'post',
    path: '/imports/{id}/bad-rows',
    summary: 'The rows that are not taken, written as the file they came in, each with its reasons',
    roles,
    params: idParams,
    answer: fileAnswer,
    answersFile: 'text/csv',
  }),
}
