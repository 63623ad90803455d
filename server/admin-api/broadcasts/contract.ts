import { z } from 'zod'
import { fallOuts } from '../../../domain/broadcasts/fall-out.ts'
import { outcomes } from '../../../domain/broadcasts/progress.ts'
import { channels } from '../../../models/customer.ts'
import { endpoint } from '../core/endpoint.ts'
import { idParams, paged, pageQuery, time } from '../core/parts.ts'
import { steerers, structure, textBytes } from '../definitions/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst'] as const
const channel = z.enum(channels)

/** Where a broadcast stands in its life. */
const stage = z.enum(['draft', 'scheduled', 'sending', 'sent', 'paused', 'ended', 'missed'])

const counts = z.object({
  planned: z.number(),
  sent: z.number(),
  waiting: z.number(),
  unknown: z.number(),
  notSent: z.number(),
  clicked: z.number(),
})

const head = z.object({
  id: z.string(),
  name: z.string(),
  stage,
  /** When it goes out; null where its time is not settled, or not readable. */
  at: time.nullable(),
  message: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The rule of its people, as a sentence. */
  to: z.string(),
  owner: z.string().nullable(),
  /** Somebody wrote something that is not published. */
  hasDraft: z.boolean(),
})

/** A broadcast as the page has written it so far. */
const plan = z.object({ structure })

const reasonCount = z.object({
  /** The gate it belongs to. */
  of: z.enum(fallOuts),
  reason: z.string(),
  /** zh-CN. */
  says: z.string(),
  people: z.number(),
})

const figures = z.object({
  /** Looked at. */
  people: z.number(),
  sent: z.array(z.object({ channel, people: z.number(), segments: z.number() })),
  /** Salespeople who would be asked to confirm it as a group-send, and for how many each. */
  confirming: z.array(z.object({ staff: z.string(), people: z.number() })),
  /**
   * Where it ends when salespeople confirm as they did lately: who is not confirmed goes the way that is left; null = reached by
   * nothing. Fractions, so that slices add up.
   */
  expected: z.array(z.object({ channel: channel.nullable(), people: z.number(), segments: z.number() })),
  later: z.array(reasonCount.extend({ until: time })),
  notSent: z.array(reasonCount),
  /** By 门店 of the customer; the code of none is empty. */
  stores: z.array(
    z.object({
      code: z.string(),
      name: z.string().nullable(),
      region: z.string().nullable(),
      people: z.number(),
      /** Salespeople are asked from `at`, and may confirm until. */
      asked: z.array(z.object({ at: time, until: time, people: z.number() })),
      /** Of those, how many they would not confirm, as lately; a fraction. */
      unconfirmed: z.number(),
      otherWay: z.number(),
      later: z.number(),
      notSent: z.number(),
      /** Why it does not go by WeCom, where the message may. */
      wecomClosed: z.array(reasonCount),
    }),
  ),
})

const person = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  channel: channel.nullable(),
  /** One sentence, zh-CN. */
  says: z.string(),
  /** When it goes on. */
  next: time.nullable(),
})

export const broadcasts = {
  list: endpoint({
    method: 'get',
    path: '/broadcasts',
    summary: 'Broadcasts with how far they are, what comes next first',
    roles: readers,
    answer: z.object({ items: z.array(head.extend({ counts: counts.nullable() })) }),
  }),
  forecast: endpoint({
    method: 'post',
    path: '/broadcasts/forecast',
    summary: 'What a planned broadcast would reach at its time, from a sample of its people',
    roles: readers,
    body: plan,
    bodyBytes: textBytes,
    answer: z.object({
      total: z.number(),
      /** Of a sample; of everybody where `figures.people` is `total`. */
      figures,
      /** Share of the customers salespeople were asked for lately who got it; null where nobody was asked anything. */
      confirmed: z.object({ share: z.number(), people: z.number() }).nullable(),
      at: time,
      limits: z.object({ perDay: z.number(), perWeek: z.number(), holdout: z.number() }),
      /** Fen a segment. */
      smsSegmentFen: z.number(),
    }),
  }),
  forecastSlice: endpoint({
    method: 'post',
    path: '/broadcasts/forecast/slice',
    summary:
      'The next people of a planned broadcast, looked at one by one; slices add up to the exact forecast',
    roles: readers,
    body: plan.extend({ after: z.string().max(200).optional() }),
    bodyBytes: textBytes,
    answer: z.object({ figures, next: z.string().nullable() }),
  }),
  forecastPeople: endpoint({
    method: 'post',
    path: '/broadcasts/forecast/people',
    summary: 'Who falls out of a planned broadcast at a gate, and why; or whom it reaches',
    roles: readers,
    body: plan.extend({ of: z.enum([...fallOuts, 'reached']), after: z.string().max(200).optional() }),
    bodyBytes: textBytes,
    answer: paged(person),
  }),
  progress: endpoint({
    method: 'get',
    path: '/broadcasts/{id}/progress',
    summary: 'How far a published broadcast is, by channel and by reason',
    roles: readers,
    params: idParams,
    answer: head.extend({
      /** Salespeople asked to confirm it as a group-send, by store and name; empty where nobody is. */
      confirming: z.array(
        z.object({
          staff: z.string(),
          name: z.string(),
          store: z.string().nullable(),
          state: z.enum(['collecting', 'waiting', 'confirmed', 'over']),
          people: z.number(),
          sent: z.number(),
          until: time,
          confirmedAt: time.nullable(),
        }),
      ),
      publishedAt: time.nullable(),
      publishedBy: z.string().nullable(),
      counts: counts.extend({
        byChannel: z.array(counts.omit({ planned: true }).extend({ channel: channel.nullable() })),
        reasons: z.array(
          z.object({
            outcome: z.enum(outcomes),
            of: z.enum(fallOuts),
            reason: z.string(),
            says: z.string(),
            people: z.number(),
          }),
        ),
      }),
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/broadcasts/{id}/people',
    summary: 'Whom a broadcast reached or did not reach, each with the reason',
    roles: readers,
    params: idParams,
    query: z.object({
      ...pageQuery,
      outcome: z.enum(outcomes),
      channel: channel.optional(),
      reason: z.string().max(200).optional(),
    }),
    answer: paged(person),
  }),
  test: endpoint({
    method: 'post',
    path: '/broadcasts/test',
    summary: 'Send the message of a broadcast to the test accounts, by the rules of a real send',
    roles: steerers,
    body: plan,
    bodyBytes: textBytes,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          phone: z.string().nullable(),
          state: z.enum(['sent', 'waiting', 'notSent']),
          says: z.string(),
        }),
      ),
    }),
  }),
}
