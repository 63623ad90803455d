import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'
import { id, journeyNamed, session } from '../definitions/parts.ts'
import { asked, note, outcome } from '../definitions/publishing/contract.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst'] as const
/** Who sees the people behind figures of everybody. */
const lookers = ['owner', 'marketer', 'analyst'] as const
const deciders = ['owner', 'marketer'] as const

/** The id of a split, or `_holdout`. */
const place = z.string().regex(/^(_holdout|[a-z][a-z0-9-]{0,47})$/, '分流步骤的名称，或 _holdout')
const named = z.object({ journeyId: id, place })
const armId = z.string().min(1).max(60)

const counts = {
  people: z.number(),
  reached: z.number(),
  /** 0 to 1; null of nobody. */
  rate: z.number().nullable(),
}
const arm = z
  .object({
    id: z.string(),
    letter: z.string(),
    name: z.string(),
    /** Percent of new people as the version in use deals them; null where it does not. */
    share: z.number().nullable(),
    ...counts,
    /** Entered, and the window of the goal not over. */
    waiting: z.number(),
    /** Net of refunds; null of nobody. */
    fenPerPerson: z.number().nullable(),
    refused: z.number(),
  })
  .meta({ id: 'ExperimentArm' })

const verdict = z.object({
  kind: z.enum(['noGoal', 'nobody', 'waiting', 'emptyArm', 'stray', 'told', 'same', 'open']),
  /** One sentence. */
  says: z.string(),
  details: z.array(z.string()),
  /** The arm new people should get. */
  winner: z.string().nullable(),
})

const interval = { from: z.number(), to: z.number() }
const comparison = z.object({
  a: z.string(),
  b: z.string(),
  /** In parts of one, B − A. */
  difference: z.number().nullable(),
  ...interval,
  isTold: z.boolean(),
  /** The day since which the interval does not touch 0. */
  since: z.string().nullable(),
})

const summary = {
  journeyId: z.string(),
  place: z.string(),
  name: z.string(),
  journeyName: z.string(),
  isBroadcast: z.boolean(),
  owner: z.string().nullable(),
  /** New people are dealt to two arms at least. */
  isDealing: z.boolean(),
  /** What the goal is, and within what: 购买, 14 天; null without a goal. */
  goal: z.object({ says: z.string(), within: z.string() }).nullable(),
  verdict,
  arms: z.array(arm),
  readAt: time,
}

export const experiments = {
  list: endpoint({
    method: 'get',
    path: '/experiments',
    summary: 'Every split and hold-out of a journey, and what can be said of it',
    roles: readers,
    answer: z.object({ items: z.array(z.object(summary)) }),
  }),
  find: endpoint({
    method: 'get',
    path: '/experiments/{journeyId}/{place}',
    summary: 'One experiment: verdict, interval by day, arms, health, cuts for reading',
    roles: readers,
    params: named,
    query: z.object({
      /** The difference asked about, in percentage points. */
      points: z.coerce.number<number | string>().min(0.1).max(50).optional(),
    }),
    answer: z.object({
      ...summary,
      /** The version its words are from. */
      number: z.number(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      comparisons: z.array(comparison),
      /** Of the comparison the verdict is about: as it was seen at the end of each day. */
      course: z.array(z.object({ day: z.string(), difference: z.number(), ...interval })),
      points: z.object({ asked: z.number(), days: z.number().nullable(), choices: z.array(z.number()) }),
      health: z.array(
        z.object({
          key: z.enum(['dealt', 'inTwo', 'refused', 'heldOut', 'waiting']),
          state: z.enum(['good', 'bad', 'note']),
          says: z.string(),
          figures: z.string(),
        }),
      ),
      cuts: z.array(
        z.object({
          by: z.enum(['week', 'hour', 'channel']),
          says: z.string(),
          arms: z.array(z.object({ id: z.string(), ...counts })),
        }),
      ),
      /** Whether the next test can be begun from it, and what is learnt of a wait by which its arms differ. */
      after: z.object({ canTestOn: z.boolean(), wait: z.string().nullable() }),
      /** How it can go on; null where it does not deal new people any more. */
      next: z
        .object({
          /** The publication that was looked at. */
          on: z.number(),
          /** On the journey now: they finish as they are. */
          inside: z.number(),
          /** Percent held out, as before. */
          holdout: z.number(),
        })
        .nullable(),
    }),
  }),
  nextTest: endpoint({
    method: 'post',
    path: '/experiments/{journeyId}/{place}/next-test',
    summary: 'Begins a draft of the journey in which what won is tested against a copy of it, to be changed',
    roles: deciders,
    params: named,
    body: z.object({ session }),
    /** The step to be changed. */
    answer: z.object({ journeyId: z.string(), stepId: z.string() }),
  }),
  waits: endpoint({
    method: 'get',
    path: '/journeys/{id}/waits',
    summary:
      'Whether waits of a journey look too long or too short by what those who waited did, or that it cannot be told',
    roles: readers,
    params: journeyNamed,
    answer: z.object({
      items: z.array(
        z.object({
          stepId: z.string(),
          name: z.string(),
          way: z.enum(['shorter', 'longer', 'unclear']),
          /** As it is: 3 天. */
          now: z.string(),
          /** As one would write it: `1 day`; null = as it is. */
          proposed: z.string().nullable(),
          says: z.string(),
        }),
      ),
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/experiments/{journeyId}/{place}/people',
    summary: 'Who is behind a figure of an experiment',
    roles: lookers,
    params: named,
    query: z.object({
      ...pageQuery,
      which: z.enum(['people', 'reached', 'waiting', 'inTwo']),
      /** Left out of those in two arms. */
      arm: armId.optional(),
      /** When the figure was read. */
      at: z.iso.datetime(),
    }),
    answer: paged(
      z.object({ customerId: z.string(), name: z.string(), phone: z.string().nullable(), at: time }),
    ).extend({ total: z.number() }),
  }),
  newPeople: endpoint({
    method: 'post',
    path: '/experiments/{journeyId}/{place}/new-people',
    summary: 'All new people get one arm from now on; whoever has one keeps it, the hold-out stays',
    roles: deciders,
    params: named,
    body: z.object({ arm: armId, on: z.number().optional() }),
    answer: outcome.extend({ inside: z.number() }),
  }),
  askNewPeople: endpoint({
    method: 'post',
    path: '/experiments/{journeyId}/{place}/new-people/review',
    summary: 'Ask a second person to agree to that',
    roles: deciders,
    params: named,
    body: z.object({ arm: armId, note }),
    answer: asked,
  }),
}
