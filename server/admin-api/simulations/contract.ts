import { z } from 'zod'
import { channels } from '../../../models/customer.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'
import { named, steerers } from '../definitions/parts.ts'

/** Figures of everybody: for those who see everybody. */
const lookers = ['owner', 'marketer', 'analyst'] as const
const channel = z.enum(channels)
const ulid = z.object({ id: z.string().length(26) })

const reasons = z.array(z.object({ reason: z.string(), says: z.string(), count: z.number() }))
const rate = z.number().min(0).max(1)

/** Of the messages that went out over a channel; what is left out is as it was measured. */
const givenRates = z.record(
  z.string().regex(new RegExp(`^(${channels.join('|')})\\.(failed|opened|clicked|replied)$`)),
  rate,
)

const forecast = z.object({
  customers: z.number(),
  entered: z.number(),
  heldOut: z.number(),
  underWay: z.number(),
  /** Every day of the stretch. */
  entries: z.array(z.object({ day: z.string(), people: z.number() })),
  steps: z.array(
    z.object({
      id: z.string(),
      came: z.number(),
      there: z.number(),
      left: reasons,
      sent: z.number(),
      notSent: z.number(),
      fen: z.number(),
    }),
  ),
  ended: reasons,
  goals: z.object({ count: z.number(), valueFen: z.number() }),
  sent: z.array(z.object({ channel, label: z.string(), count: z.number() })),
  notSent: reasons,
  putOff: reasons,
  sms: z.object({ segments: z.number(), fen: z.number(), segmentFen: z.number() }),
  tasks: z.array(
    z.object({
      userid: z.string(),
      /** Null = nobody was there to take them. */
      name: z.string().nullable(),
      count: z.number(),
      busiest: z.object({ day: z.string(), count: z.number() }),
    }),
  ),
  /** Follow-ups for whom there was no place on the day, by what became of them. */
  overflow: reasons,
  /** By the 门店 people belong to, the most people first; `name` null = those of none. */
  stores: z.array(
    z.object({
      code: z.string(),
      name: z.string().nullable(),
      region: z.string().nullable(),
      entered: z.number(),
      sent: z.number(),
      /** Of those sent: what salespeople have to confirm. */
      confirming: z.number(),
      notSent: z.number(),
      fen: z.number(),
      tasks: z.number(),
      overflow: z.number(),
      goals: z.number(),
    }),
  ),
  coupons: z.array(
    z.object({ id: z.string(), name: z.string(), count: z.number(), left: z.number().nullable() }),
  ),
  rates: z.array(
    z.object({
      channel,
      label: z.string(),
      failed: rate,
      opened: rate,
      clicked: rate,
      replied: rate,
      /** Over how many messages it was measured here; null = usual values, or somebody's own. */
      measured: z.number().nullable(),
    }),
  ),
  /** What a few characters less in an SMS would have saved, the most first. */
  savings: z.array(
    z.object({
      stepId: z.string(),
      messageId: z.string(),
      name: z.string(),
      length: z.number(),
      segments: z.number(),
      cut: z.number(),
      fen: z.number(),
    }),
  ),
  faults: reasons,
  /** When a 群发 was taken to go out, whose own time lies outside of the stretch. */
  movedTo: time.nullable(),
})

const simulation = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    number: z.number(),
    isDraft: z.boolean(),
    days: z.number(),
    sharePercent: z.number(),
    rates: z.record(z.string(), z.number()),
    from: time,
    to: time,
    by: z.string(),
    /** People looked at; `total` is 0 until they are counted. */
    done: z.number(),
    total: z.number(),
    /** Seconds still to go, about; null when nobody can tell. */
    leftSeconds: z.number().nullable(),
    endedAt: time.nullable(),
    /** What was walked says something else by now. */
    isOutdated: z.boolean(),
    forecast: forecast.nullable(),
  })
  .meta({ id: 'Simulation' })

export const simulations = {
  begin: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/simulations',
    summary: 'Walk a journey or 群发 through the past, in the background; nothing is sent',
    roles: steerers,
    params: named,
    body: z.object({
      of: z.union([z.literal('draft'), z.int().min(1)]),
      days: z.int().min(1).max(400).default(90),
      sharePercent: z.number().min(1).max(100).default(100),
      rates: givenRates.default({}),
    }),
    answer: z.object({ id: z.string() }),
  }),
  latest: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/simulations/latest',
    summary: 'The walk begun last, with what came of it',
    roles: lookers,
    params: named,
    answer: z.object({ simulation: simulation.nullable() }),
  }),
  find: endpoint({
    method: 'get',
    path: '/simulations/{id}',
    summary: 'How far a walk is, and what came of it',
    roles: lookers,
    params: ulid,
    answer: simulation,
  }),
  people: endpoint({
    method: 'get',
    path: '/simulations/{id}/people',
    summary:
      'A few of the people behind a figure of a walk, as it walked them: steps.offer.sent, notSent:noConsent',
    roles: lookers,
    params: ulid,
    query: z.object({ figure: z.string().min(1).max(300) }),
    answer: z.object({
      items: z.array(
        z.object({ customerId: z.string(), name: z.string(), phone: z.string().nullable(), at: time }),
      ),
      /** Whether people were kept at all: a walk of an earlier release has none. */
      isKept: z.boolean(),
      /** There may be more of them: these were drawn by lot. */
      isSample: z.boolean(),
    }),
  }),
  cancel: endpoint({
    method: 'post',
    path: '/simulations/{id}/cancel',
    summary: 'Call a walk off',
    roles: steerers,
    params: ulid,
    answer: done,
  }),
}
