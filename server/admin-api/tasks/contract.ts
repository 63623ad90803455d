import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'analyst', 'lead', 'sales'] as const
/** Who hands follow-ups on: whoever leads the holder, and the holder. */
const givers = ['lead', 'sales'] as const

const results = [
  'won',
  'interested',
  'notInterested',
  'notReached',
  'doNotDisturb',
  'other',
  'unstated',
] as const

/** When working time runs; outside of it the clock of a deadline stands. */
const clock = z.object({ runs: z.boolean(), changesAt: time.nullable() })

const card = z
  .object({
    /** The short code in links. */
    code: z.string(),
    customerId: z.string(),
    nickname: z.string().nullable(),
    /** 138****2716 */
    phone: z.string().nullable(),
    title: z.string(),
    reason: z.string().nullable(),
    state: z.enum(['planned', 'offered', 'accepted', 'done', 'joined', 'turnedAway']),
    column: z.enum(['late', 'waiting', 'working', 'done']),
    deadline: z.object({ to: z.enum(['accept', 'finish', 'lookAgain']), at: time }).nullable(),
    /** What is left by the clock it is counted on, in ms; negative when it is over. */
    leftMs: z.number().nullable(),
    /** Nobody had a place left on the day: when it is given to somebody. */
    waitsUntil: time.nullable(),
    notConnected: z.boolean(),
    isTest: z.boolean(),
    result: z.enum(results).nullable(),
    resultName: z.string().nullable(),
    doneAt: time.nullable(),
  })
  .meta({ id: 'TaskCard' })

const person = z.object({
  userid: z.string(),
  name: z.string(),
  department: z.string(),
  /** 10:00–18:00 */
  hours: z.string(),
  shift: z.enum(['now', 'later', 'over', 'off', 'leave']),
  clock,
  open: z.number(),
  /** Follow-ups that came to them today, and how many may. */
  today: z.object({ came: z.number(), most: z.number() }),
  cards: z.array(card),
  done: z.array(card),
})

const code = z.object({ code: z.string().regex(/^[0-9A-Za-z]{1,32}$/, '不是待办的编号') })

export const tasks = {
  board: endpoint({
    method: 'get',
    path: '/tasks',
    summary: 'Follow-ups by salesperson: what is late, waits, is in work and was done today',
    roles: readers,
    query: z.object({
      department: z.string().max(64).optional(),
      after: z
        .string()
        .regex(/^\d{1,6}$/)
        .optional(),
      limit: z.coerce.number<number | string>().int().min(1).max(50).default(30),
    }),
    answer: z.object({
      now: time,
      departments: z.array(z.string()),
      totals: z.object({
        late: z.number(),
        latestMs: z.number().nullable(),
        waiting: z.number(),
        working: z.number(),
        /** Of those that wait or are in work, how many end within 10 minutes. */
        soon: z.number(),
        done: z.number(),
        results: z.array(z.object({ name: z.string(), count: z.number() })),
      }),
      items: z.array(person),
      next: z.string().nullable(),
      nobody: z.object({ clock, cards: z.array(card) }),
    }),
  }),
  find: endpoint({
    method: 'get',
    path: '/tasks/{code}',
    summary: 'One follow-up, its course, and who could take it',
    roles: readers,
    params: code,
    answer: card.extend({
      reasons: z.array(z.string()),
      holder: z.object({ userid: z.string(), name: z.string() }).nullable(),
      clock,
      /** How long a colleague has to accept it. */
      acceptMs: z.number(),
      /** What the card of the present holder turns into. */
      oldCard: z.string(),
      course: z.array(z.object({ at: time, sentence: z.string(), note: z.string().nullable() })),
      candidates: z.array(
        z.object({
          userid: z.string(),
          name: z.string(),
          connected: z.boolean(),
          open: z.number(),
          available: z.boolean(),
          /** Why they cannot be chosen. */
          why: z.string().nullable(),
        }),
      ),
    }),
  }),
  reassign: endpoint({
    method: 'post',
    path: '/tasks/{code}/reassign',
    summary: 'Give a follow-up to another salesperson',
    roles: givers,
    params: code,
    body: z.object({
      to: z.string().min(1).max(64),
      /** Of one press: the same twice is one. */
      once: z.string().regex(/^[\w-]{8,64}$/),
    }),
    answer: z.object({ holder: z.string(), acceptMs: z.number() }),
  }),
}
