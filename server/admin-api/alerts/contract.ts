import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { idParams, time } from '../core/parts.ts'
import { id as definitionId, session } from '../definitions/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst', 'lead', 'sales', 'operator'] as const
/** Who looks into alerts. */
const workers = ['owner', 'marketer', 'analyst', 'operator'] as const
/** Who may hold flows. */
const holders = ['owner', 'marketer'] as const

const share = z.object({ part: z.number(), whole: z.number() })
const cause = z.enum(['content', 'numbers', 'interface', 'other'])
const channels = z.array(z.object({ channel: z.string(), name: z.string() }))
const state = z.enum(['open', 'recovered', 'closed'])
const bad = z.enum(['above', 'below'])

const alert = z
  .object({
    id: z.string(),
    /** 「短信失败率」. */
    name: z.string(),
    of: z.enum(['failed', 'opened', 'clicked']),
    channel: z.string(),
    bad,
    percent: z.number(),
    least: z.number(),
    state,
    openedAt: time,
    /** Until when it is to be looked into: two hours of working time. */
    dueBy: time,
    /** Working time that is left, ms; negative = that much too late; null once it was closed. */
    leftMs: z.number().nullable(),
    isLate: z.boolean(),
    /** When it rang. */
    rang: share,
    now: share,
    usual: share.nullable(),
    handler: z.object({ login: z.string(), name: z.string(), at: time.nullable() }).nullable(),
    cause: cause.nullable(),
    action: z.string().nullable(),
    prevention: z.string().nullable(),
    closedAt: time.nullable(),
  })
  .meta({ id: 'Alert' })

const words = z.string().trim().max(500, '不超过 500 个字')

export const alerts = {
  list: endpoint({
    method: 'get',
    path: '/alerts',
    summary: 'Figures that crossed their threshold, and what is watched',
    roles: readers,
    answer: z.object({
      live: z.array(alert),
      closed: z.array(alert),
      watched: z.array(
        z.object({ name: z.string(), bad, percent: z.number(), least: z.number(), windowHours: z.number() }),
      ),
      /** Whom it is told in WeCom; nobody = no member who works on alerts has a WeCom account. */
      told: z.array(z.string()),
    }),
  }),
  live: endpoint({
    method: 'get',
    path: '/alerts/live',
    summary: 'How many alerts nobody explained yet',
    roles: readers,
    answer: z.object({ open: z.number() }),
  }),
  find: endpoint({
    method: 'get',
    path: '/alerts/{id}',
    summary: 'One alert: its course, what it may come from, whom it hit, and what can be done',
    roles: readers,
    params: idParams,
    answer: alert.extend({
      chart: z.array(z.object({ from: time, to: time, own: share, rate: share })),
      causes: z.array(
        z.object({
          cause: z.enum(['content', 'numbers', 'interface']),
          name: z.string(),
          suspicion: z.enum(['likely', 'possible', 'unlikely']),
          evidence: z.array(z.string()),
          failures: z.number(),
        }),
      ),
      /** Of those it did not reach, the newest. */
      people: z.array(
        z.object({ id: z.string(), nickname: z.string().nullable(), code: z.string().nullable(), at: time }),
      ),
      failures: z.number(),
      /** Flows its messages are of: what can be held. */
      flows: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          messages: z.number(),
          people: z.number(),
          canPause: z.boolean(),
        }),
      ),
      /** What they said: its content can be changed, and by which channels it goes. */
      messages: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          messages: z.number(),
          /** Its channels as they would stand with this one last; null where that helps nothing. */
          channels: channels.nullable(),
          /** A step of a flow that itself sends it by this channel: there it is to be changed. */
          saidBy: z
            .object({
              journeyId: z.string(),
              journey: z.string(),
              stepId: z.string(),
              /** Its channels without this one; null where there is no other. */
              without: channels.nullable(),
            })
            .nullable(),
        }),
      ),
      course: z.array(
        z.object({
          at: time,
          what: z.enum(['rang', 'told', 'seen', 'passed', 'acted', 'late', 'recovered', 'again', 'closed']),
          by: z.string().nullable(),
          words: z.string().nullable(),
          share: share.nullable(),
        }),
      ),
      /** To whom it may be passed on. */
      members: z.array(z.object({ login: z.string(), name: z.string() })),
    }),
  }),
  see: endpoint({
    method: 'post',
    path: '/alerts/{id}/seen',
    summary: 'Somebody looks into it',
    roles: workers,
    params: idParams,
    body: z.object({}),
    answer: alert,
  }),
  pass: endpoint({
    method: 'post',
    path: '/alerts/{id}/passed',
    summary: 'Somebody else looks into it from now on',
    roles: workers,
    params: idParams,
    body: z.object({ to: z.string().min(1).max(64) }),
    answer: alert,
  }),
  pause: endpoint({
    method: 'post',
    path: '/alerts/{id}/paused',
    summary: 'Pauses a flow whose messages it is of, and notes that as action',
    roles: holders,
    params: idParams,
    body: z.object({ journey: z.string().min(1).max(64) }),
    answer: alert,
  }),
  content: endpoint({
    method: 'post',
    path: '/alerts/{id}/content',
    summary: 'Somebody goes and changes what a message says: noted as action, with which',
    roles: holders,
    params: idParams,
    body: z.object({ message: definitionId }),
    answer: alert,
  }),
  channel: endpoint({
    method: 'post',
    path: '/alerts/{id}/channel',
    summary:
      'Begins a draft in which a message goes by other channels (of the flow whose step says which, else its own), and notes that as action',
    roles: holders,
    params: idParams,
    body: z.object({ message: definitionId, session }),
    answer: alert.extend({
      /** Where the draft is: the message, or a step of a flow. */
      draft: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('message'), id: z.string() }),
        z.object({ kind: z.literal('journey'), id: z.string(), stepId: z.string() }),
      ]),
    }),
  }),
  close: endpoint({
    method: 'post',
    path: '/alerts/{id}/closed',
    summary: 'Cause and action are known',
    roles: workers,
    params: idParams,
    body: z.object({ cause, action: words.default(''), prevention: words.default('') }),
    answer: alert,
  }),
}
