import { z } from 'zod'
import { marketingRoles } from '../../../domain/members/roles.ts'
import { channels } from '../../../models/customer.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst'] as const
/** Of whom one sees single people. */
const seers = ['owner', 'marketer', 'analyst'] as const

/** The rule in its written form: `{ all: [{ tag: 母婴 }, …] }`. */
const rule = z.record(z.string(), z.unknown())
const ruleBytes = 200_000
const path = z.array(z.union([z.string(), z.number()]))
/** Cut into parts that lead to their conditions; null for what joins them. */
const sentence = z.array(z.object({ text: z.string(), path: path.nullable() }))

const survey = z
  .object({
    /** False = an estimate by a sample. */
    isExact: z.boolean(),
    /** An estimate of `count` is off by no more than this, nineteen times in twenty; null where that is not known. */
    margin: z.number().nullable(),
    at: time,
    /** The exact count under way. */
    counting: z.object({ done: z.number(), total: z.number() }).nullable(),
    /** Those the rule is asked of. */
    base: z.number(),
    /** Who is left out before, and by what. */
    leftOut: z.array(z.object({ name: z.string(), people: z.number() })),
    count: z.number(),
    sentence,
    /** What stands at the top of the rule, in its order: how many are left, how many went. */
    steps: z.array(z.object({ path, says: z.string(), left: z.number(), lost: z.number() })),
    /** Every single condition, and how many meet it alone. */
    leaves: z.array(z.object({ path, people: z.number() })),
    reachable: z.number(),
    reach: z.array(
      z.object({
        channel: z.enum(channels),
        can: z.number(),
        reasons: z.array(z.object({ says: z.string(), people: z.number() })),
      }),
    ),
    /** Against what is in use; null where nothing is. */
    moves: z.object({ enters: z.number(), leaves: z.number() }).nullable(),
  })
  .meta({ id: 'SegmentSurvey' })

const example = z.object({
  id: z.string(),
  name: z.string(),
  where: z.string().nullable(),
  isIn: z.boolean(),
  /** What is so at each condition of the top. */
  cells: z.array(z.object({ ok: z.boolean(), actual: z.string() })),
  /** zh-CN: what is missing; null for who is in. */
  missing: z.string().nullable(),
})

export const segments = {
  list: endpoint({
    method: 'get',
    path: '/segments',
    summary: 'How many are in each live segment, and who uses it',
    roles: readers,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          isLive: z.boolean(),
          /** Null where no membership is kept: it is counted when it is opened. */
          people: z.number().nullable(),
          countedAt: time.nullable(),
          sentence: z.string(),
          usedBy: z.number(),
        }),
      ),
    }),
  }),
  survey: endpoint({
    method: 'post',
    path: '/segments-survey',
    summary:
      'How many a rule holds for, what each condition costs, how they are reached; asked again until it is exact',
    roles: readers,
    bodyBytes: ruleBytes,
    body: z.object({ rule, id: z.string().max(64).optional() }),
    answer: survey,
  }),
  say: endpoint({
    method: 'post',
    path: '/segments-sentence',
    summary: 'What a rule says, also one of a flow that asks values of its run; nothing is counted',
    roles: marketingRoles,
    bodyBytes: ruleBytes,
    body: z.object({ rule }),
    answer: z.object({ sentence }),
  }),
  examples: endpoint({
    method: 'post',
    path: '/segments-examples',
    summary: 'Ten people: six the rule holds for and four it nearly does, with what is so of each condition',
    roles: seers,
    bodyBytes: ruleBytes,
    body: z.object({ rule }),
    answer: z.object({ columns: z.array(z.string()), items: z.array(example) }),
  }),
  lookUp: endpoint({
    method: 'post',
    path: '/segments-look-up',
    summary: 'Whether a rule holds for one customer, found by phone, id or the beginning of a nickname',
    roles: seers,
    bodyBytes: ruleBytes,
    body: z.object({ rule, search: z.string().trim().min(1).max(100) }),
    answer: z.object({ columns: z.array(z.string()), items: z.array(example) }),
  }),
}
