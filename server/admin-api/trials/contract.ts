import { z } from 'zod'
import { channels } from '../../../models/customer.ts'
import { shown } from '../content/contract.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'
import { journeyNamed, steerers } from '../definitions/parts.ts'

const of = z.union([z.literal('draft'), z.int().min(1)])
const lookers = ['owner', 'marketer', 'editor', 'analyst'] as const

const finding = z.object({
  level: z.enum(['fault', 'warning']),
  /** zh-CN or a place in the written form. */
  place: z.string(),
  /** The step, or the message, to look at; both null where it is neither. */
  stepId: z.string().nullable(),
  messageId: z.string().nullable(),
  reason: z.string(),
  todo: z.string(),
})
const kept = { passed: z.boolean(), findings: z.array(finding), by: z.string(), at: time }

const details = z.object({
  /** Stands before every SMS. */
  signature: z.string(),
  tried: z.object({
    mustStart: z.number(),
    mustNotStart: z.number(),
    ways: z.number(),
    waysWalked: z.number(),
    contents: z.number(),
  }),
  /** What a message costs per person at most. */
  sms: z.array(z.object({ message: z.string(), name: z.string(), segments: z.number(), fen: z.number() })),
  /** Each way somebody walked from the first step to where they left, once. */
  branches: z.array(
    z.object({
      /** Which way of each step, from 0, and where it leads. */
      ways: z.array(z.object({ stepId: z.string(), place: z.number(), to: z.string() })),
      end: z.string(),
      ends: z.string(),
      messages: z.array(
        z.object({
          stepId: z.string(),
          name: z.string(),
          channel: z.enum(channels),
          label: z.string(),
          /** Since they entered. */
          afterMs: z.number(),
          /** Why it did not go out after all; null when it did. */
          notSent: z.string().nullable(),
          shown,
        }),
      ),
    }),
  ),
})

export const trials = {
  run: endpoint({
    method: 'post',
    path: '/journeys/{id}/trials',
    summary:
      'Send test customers along every way of a version, in the background; the result stands in the configuration record',
    roles: steerers,
    params: journeyNamed,
    body: z.object({ of }),
    answer: done,
  }),
  latest: endpoint({
    method: 'get',
    path: '/journeys/{id}/trials/latest',
    summary: 'How the very text of a draft or version stood its last test',
    roles: lookers,
    params: journeyNamed,
    query: z.object({ of: z.union([z.literal('draft'), z.coerce.number<number | string>().int().min(1)]) }),
    answer: z.object({
      test: z.object(kept).nullable(),
      /** A test of this journey that is under way: ways done, of how many. */
      underway: z.object({ done: z.number(), total: z.number(), by: z.string() }).nullable(),
      /** The one begun last of this text did not come to its end. */
      hasFailed: z.boolean(),
      /** What was tried and seen; null when it was tested by the command line, or more than 30 days ago. */
      details: details.nullable(),
    }),
  }),
}
