import { z } from 'zod'
import { arrivalStages } from '../../../models/code-arrivals.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'
import { week } from '../rosters/contract.ts'

/** Whoever sees figures of everybody. */
const readers = ['owner', 'marketer', 'editor', 'analyst'] as const
const id = z.string().min(1).max(64)
const message = z.object({
  id: z.string(),
  name: z.string(),
  /** As it was written, with its variables. */
  text: z.string(),
  variables: z.array(
    z.discriminatedUnion('kind', [
      /** `from` as messages name it: `customer.nickname`. */
      z.object({ kind: z.literal('value'), name: z.string(), from: z.string() }),
      z.object({ kind: z.enum(['link', 'recommend']), name: z.string() }),
    ]),
  ),
})

const row = z.object({
  id: z.string(),
  name: z.string(),
  /** Null for the one that unknown states go to: who came by it cannot be told from others. */
  state: z.string().nullable(),
  tags: z.array(z.string()),
  /** Last day, as `2026-12-31`. */
  until: z.string().nullable(),
  isOver: z.boolean(),
  /** How many may take customers by it; null where it is made by hand. */
  pool: z.number().nullable(),
  /** Who came in the last 7 days. */
  recent: z.number(),
  /** Of those who came 7 to 37 days ago: how many were friends after 7 days. */
  came: z.number(),
  stayed: z.number(),
  /** What is wrong, each a sentence (zh-CN). */
  wrong: z.array(z.string()),
})

const person = z.object({
  userid: z.string(),
  name: z.string(),
  isBackup: z.boolean(),
  state: z.enum(['taking', 'offShift', 'full', 'onLeave', 'refused', 'stranger', 'tooMany', 'waiting']),
  /** Working time of today. */
  span: z.object({ from: z.string(), to: z.string() }).nullable(),
  today: z.number(),
  perDay: z.number().nullable(),
  /** Why WeCom does not let the code lead to them, in a few words, and its own code. */
  refused: z.object({ says: z.string(), code: z.string() }).nullable(),
})

export const channelCodes = {
  list: endpoint({
    method: 'get',
    path: '/channel-codes',
    summary: 'Channel codes in use (渠道活码): who came by each, who stayed, and what is wrong',
    roles: readers,
    answer: z.object({
      items: z.array(row),
      /** Not in use any more. */
      stopped: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          state: z.string(),
          /** When it was taken out of WeCom; null while it is there, or where it was made by hand. */
          stoppedAt: time.nullable(),
          /** Who came by it all the same since then; they are dealt with as by no code. */
          late: z.number(),
        }),
      ),
    }),
  }),
  find: endpoint({
    method: 'get',
    path: '/channel-codes/{id}',
    summary: 'One channel code: its welcome, who takes customers by it, and what became of them',
    roles: readers,
    params: z.object({ id }),
    answer: row.extend({
      sourceChannel: z.string(),
      welcome: message,
      afterHours: message.nullable(),
      made: z
        .object({
          /** Null until WeCom made it. */
          at: time.nullable(),
          hasPicture: z.boolean(),
          acceptAtOnce: z.boolean(),
          sameMember: z.boolean(),
          people: z.array(person),
          usesBackup: z.boolean(),
        })
        .nullable(),
      funnel: z
        .object({
          from: time,
          to: time,
          stages: z.array(z.object({ stage: z.enum(arrivalStages), count: z.number() })),
        })
        .nullable(),
      week: week.nullable(),
    }),
  }),
  picture: endpoint({
    method: 'get',
    path: '/channel-codes/{id}/picture',
    summary: 'The QR code as WeCom draws it',
    roles: readers,
    params: z.object({ id }),
    answer: z.object({ type: z.enum(['png', 'jpeg']), base64: z.string() }),
  }),
  people: endpoint({
    method: 'get',
    path: '/channel-codes/{id}/people',
    summary: 'The people behind a figure of a channel code, the latest first',
    roles: readers,
    params: z.object({ id }),
    query: z.object({ stage: z.enum(arrivalStages) }),
    answer: z.object({
      items: z.array(z.object({ id: z.string(), nickname: z.string(), staff: z.string(), at: time })),
      isAll: z.boolean(),
    }),
  }),
}
