import { z } from 'zod'
import { roles } from '../../../domain/members/roles.ts'
import { channels } from '../../../models/customer.ts'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'

const channel = z.enum(channels)

const running = z.object({
  id: z.string(),
  kind: z.enum(['journey', 'broadcast']),
  name: z.string(),
  state: z.enum(['live', 'paused', 'resuming', 'stopped']),
  /** Percent who get the pilot; null without one. */
  share: z.number().nullable(),
  inside: z.number(),
  entered: z.number(),
  sent: z.number(),
  notSent: z.number(),
  /** How far a 群发 is; null of a flow. */
  progress: z.object({ planned: z.number(), done: z.number() }).nullable(),
})

const waiting = z.object({
  /** `broadcast` = one that nobody has published yet. */
  kind: z.enum(['test', 'sentBack', 'review', 'draft', 'broadcast']),
  /** Id of the review that waits; of what is one's own, the key of the definition. */
  id: z.string(),
  title: z.string(),
  says: z.string(),
  /** Since when; of a 群发 when it would go out. */
  at: time,
})

const coming = z.object({
  at: time,
  says: z.string(),
  /** A 群发 that does not go out unless somebody acts; null = it happens by itself. */
  broadcast: z.string().nullable(),
})

/** Whose figures are those of everybody. */
const overlookers = ['owner', 'marketer', 'analyst'] as const

export const home = {
  today: endpoint({
    method: 'get',
    path: '/home',
    summary: 'What somebody of this role has to look at today; what is not theirs is null',
    roles,
    answer: z.object({
      now: time,
      alerts: z.array(
        z.object({
          kind: z.enum(['stuck', 'doctor', 'callbacks']),
          title: z.string(),
          says: z.string(),
          since: time.nullable(),
        }),
      ),
      waiting: z.array(waiting).nullable(),
      running: z.array(running).nullable(),
      next: z.array(coming),
      sent: z.array(z.object({ channel: z.string(), count: z.number() })).nullable(),
      notSent: z.array(z.object({ reason: z.string(), says: z.string(), count: z.number() })).nullable(),
      caps: z.object({ perDay: z.number(), perWeek: z.number() }),
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/home/people',
    summary: 'Who was sent something today, by channel, or was decided against, by reason; the newest first',
    roles: overlookers,
    query: z.object({
      ...pageQuery,
      of: z.enum(['sent', 'notSent']),
      channel: channel.optional(),
      reason: z.string().max(200).optional(),
    }),
    answer: paged(
      z.object({
        id: z.string(),
        name: z.string(),
        phone: z.string().nullable(),
        channel: channel.nullable(),
        /** One sentence, zh-CN. */
        says: z.string(),
        /** When it goes on. */
        next: time.nullable(),
      }),
    ),
  }),
}
