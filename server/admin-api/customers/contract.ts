import { z } from 'zod'
import { consentSubjects } from '../../../models/customer.ts'
import { contactTold } from '../core/contact-told.ts'
import { endpoint, fileAnswer } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'
import {
  caps,
  contact,
  customer,
  customerRow,
  doNotDisturb,
  explanation,
  link,
  reason,
  setDoNotDisturb,
  setGuardianConsent,
  silence,
  tagName,
  timelineLine,
  traitsExplained,
} from './parts.ts'

const readers = ['owner', 'marketer', 'analyst', 'lead', 'sales'] as const
const changers = ['owner', 'marketer', 'lead', 'sales'] as const
const makers = ['owner', 'marketer'] as const
const takers = [...makers, 'lead'] as const

/** What a list of customers is narrowed by. */
const narrowing = {
  search: z.string().trim().max(100).optional(),
  tag: tagName.optional(),
  segment: z.string().max(200).optional(),
  owner: z.string().max(64).optional(),
  test: z.enum(['yes', 'no']).optional(),
}

const tableTerms = {
  roles: takers,
  body: z.object({ reason, contact: contactTold, ...narrowing }),
  answer: fileAnswer,
  answersFile: 'text/csv',
} as const

const kinds = z.enum(['events', 'touches', 'journeys', 'tasks', 'orders', 'tags'])

export const customers = {
  list: endpoint({
    method: 'get',
    path: '/customers',
    summary:
      'Customers one may see, newest first; searched by the beginning of a nickname, a phone number or an id',
    roles: readers,
    query: z.object({
      ...pageQuery,
      ...narrowing,
    }),
    answer: paged(customerRow).extend({ foundBy: z.enum(['list', 'nickname', 'phone', 'id']) }),
  }),
  filters: endpoint({
    method: 'get',
    path: '/customers-filters',
    summary: 'What a list of customers can be narrowed by',
    roles: readers,
    answer: z.object({
      tags: z.array(z.string()),
      segments: z.array(z.object({ id: z.string(), name: z.string() })),
      owners: z.array(z.object({ userid: z.string(), name: z.string() })),
    }),
  }),
  get: endpoint({
    method: 'get',
    path: '/customers/{id}',
    summary: 'One customer: who they are, masked',
    roles: readers,
    scope: 'customers:read',
    params: idParams,
    answer: customer,
  }),
  timeline: endpoint({
    method: 'get',
    path: '/customers/{id}/timeline',
    summary: 'Everything that happened to one customer, newest first',
    roles: readers,
    scope: 'customers:read',
    params: idParams,
    query: z.object({
      after: pageQuery.after,
      limit: z.coerce.number<number | string>().int().min(1).max(100).default(30),
      kind: kinds.optional(),
    }),
    answer: paged(timelineLine),
  }),
  timelineCounts: endpoint({
    method: 'get',
    path: '/customers/{id}/timeline-counts',
    summary: 'How much there is in each part of the timeline',
    roles: readers,
    params: idParams,
    answer: z.object({ counts: z.record(kinds, z.number()) }),
  }),
  traits: endpoint({
    method: 'get',
    path: '/customers/{id}/traits',
    summary: 'How what orders make of this customer comes about: which count, and what each trait is made of',
    roles: readers,
    params: idParams,
    answer: traitsExplained,
  }),
  silences: endpoint({
    method: 'get',
    path: '/customers/{id}/silences',
    summary: 'Why this customer got nothing: the last 30 days, and what the caps leave',
    roles: readers,
    scope: 'customers:read',
    params: idParams,
    answer: z.object({ items: z.array(silence), caps }),
  }),
  consents: endpoint({
    method: 'get',
    path: '/customers/{id}/consents',
    summary: 'What this customer agreed to and refused, when and where, newest first',
    roles: readers,
    scope: 'customers:read',
    params: idParams,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          at: time,
          channel: z.enum(consentSubjects),
          state: z.enum(['granted', 'refused']),
          says: z.string(),
          source: z.string().nullable(),
          /** What was agreed to, word for word, where it was kept. */
          words: z.string().nullable(),
          wordsVersion: z.string().nullable(),
          /** Where it is written down, where that is not here. */
          evidence: z.string().nullable(),
        }),
      ),
    }),
  }),
  explainable: endpoint({
    method: 'get',
    path: '/customers/{id}/explainable',
    summary: 'Messages, flows and segments that can be explained for a customer',
    roles: readers,
    params: idParams,
    answer: z.object({
      items: z.array(
        link.extend({
          writtenAs: z.enum(['broadcast']).nullable(),
          /** Not in use any more. */
          isOver: z.boolean(),
        }),
      ),
    }),
  }),
  explain: endpoint({
    method: 'get',
    path: '/customers/{id}/explain',
    summary:
      'Why this customer got a message, is in a flow or segment, or not; as it was at a moment where one is given',
    roles: readers,
    scope: 'customers:read',
    params: idParams,
    query: z.object({
      kind: z.enum(['message', 'journey', 'segment']),
      of: z.string().min(1).max(200),
      at: z.iso.datetime({ offset: true }).optional(),
    }),
    answer: explanation,
  }),
  reveal: endpoint({
    method: 'post',
    path: '/customers/{id}/reveal',
    summary: 'Contact data in clear, for a reason that is kept',
    roles: changers,
    params: idParams,
    body: z.object({ reason }),
    answer: contact,
  }),
  changeTags: endpoint({
    method: 'post',
    path: '/customers/{id}/tags',
    summary: 'Set and take off tags by hand',
    roles: changers,
    scope: 'customers:write',
    params: idParams,
    body: z.object({
      add: z.array(tagName).max(20).default([]),
      remove: z.array(tagName).max(20).default([]),
    }),
    answer: done,
  }),
  lookAtDoNotDisturb: endpoint({
    method: 'get',
    path: '/customers/{id}/do-not-disturb',
    summary: 'What leaving this customer alone would stop',
    roles: changers,
    params: idParams,
    answer: doNotDisturb,
  }),
  setDoNotDisturb: endpoint({
    method: 'put',
    path: '/customers/{id}/do-not-disturb',
    summary: 'Leave this customer alone, or no longer',
    roles: changers,
    params: idParams,
    body: setDoNotDisturb,
    answer: done,
  }),
  setGuardianConsent: endpoint({
    method: 'put',
    path: '/customers/{id}/guardian-consent',
    summary:
      "Note that a child's guardian agreed to marketing, with the proof of it, or that they take it back",
    roles: makers,
    params: idParams,
    body: setGuardianConsent,
    answer: done,
  }),
  setTestAccount: endpoint({
    method: 'put',
    path: '/customers/{id}/test-account',
    summary: 'Make this customer a test account, or no longer',
    roles: makers,
    params: idParams,
    body: z.object({ isTest: z.boolean() }),
    answer: done,
  }),
  takeTable: endpoint({
    method: 'post',
    path: '/customers-table',
    summary:
      'Everybody one may see, as the list is narrowed, as a CSV file, for a reason that is kept; contact data masked unless asked for by who may',
    ...tableTerms,
  }),
  takeTags: endpoint({
    method: 'post',
    path: '/customer-tags-table',
    summary: 'Their tags as a CSV file, one row each',
    ...tableTerms,
  }),
  takeCoupons: endpoint({
    method: 'post',
    path: '/coupons-table',
    summary: 'Their coupons as a CSV file, one row each',
    ...tableTerms,
  }),
  export: endpoint({
    method: 'post',
    path: '/customers/{id}/export',
    summary: 'A copy of everything kept of this customer, contact data in clear',
    roles: makers,
    scope: 'customers:export',
    readsOnly: true,
    params: idParams,
    body: z.object({ reason }),
    answer: z.object({ madeAt: time, customer: z.record(z.string(), z.unknown()) }),
  }),
  erase: endpoint({
    method: 'post',
    path: '/customers/{id}/erase',
    summary: 'Erases a customer: afterwards nothing here names them, and what they refused stays refused',
    roles: ['owner'],
    scope: 'customers:erase',
    params: idParams,
    body: z.object({ reason }),
    answer: done,
  }),
}
