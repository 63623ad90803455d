import { z } from 'zod'
import { channels } from '../../../models/customer.ts'
import { time } from '../core/parts.ts'

/** Parts of what is told of a customer. Contact data is masked wherever it is not asked for with a reason. */

export const tagName = z.string().trim().min(1).max(80)
export const reason = z.string().trim().min(2, '写明为什么要看，至少 2 个字').max(200)
export const channel = z.enum(channels)

const staff = z.object({
  userid: z.string(),
  name: z.string(),
  department: z.string().nullable(),
  /** 门店 of the department. */
  store: z.string().nullable(),
})

export const contact = z.object({
  phone: z.string().nullable(),
  email: z.string().nullable(),
  realName: z.string().nullable(),
})

export const customerRow = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    tags: z.array(z.string()),
    tier: z.string().nullable(),
    owner: staff.nullable(),
    isTest: z.boolean(),
    isLeftAlone: z.boolean(),
    lastSeenAt: time.nullable(),
    lastOrderAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: 'CustomerRow' })

const definitionKind = z.enum([
  'journey',
  'message',
  'segment',
  'batch',
  'channel',
  'traits',
  'settings',
  'calendar',
  'preferenceRule',
])
export const link = z.object({ kind: definitionKind, id: z.string(), name: z.string() })

export const reach = z.object({
  channel,
  /** Whether marketing can go this way now. */
  verdict: z.enum(['can', 'waits', 'cannot']),
  /** zh-CN, a word or two. */
  says: z.string(),
  /** zh-CN: why, since when, by what words. */
  detail: z.string(),
})

export const guardian = z.object({
  state: z.enum(['granted', 'refused']).nullable(),
  at: time.nullable(),
  textVersion: z.string().nullable(),
  evidence: z.string().nullable(),
})

export const setGuardianConsent = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('granted'),
    /** When the guardian said so; absent = now. */
    at: z.iso
      .datetime({ offset: true })
      .transform((at) => new Date(at))
      .optional(),
    /** Which version of the words they saw. */
    textVersion: z.string().trim().min(1).max(60),
    /** Where the proof lies: the number of a form, a recording. */
    evidence: z.string().trim().min(1).max(200),
  }),
  z.object({ state: z.literal('refused'), reason }),
])

/** 勿扰 that holds, each part zh-CN. */
export const quiet = z.object({
  scope: z.string(),
  end: z.string(),
  at: time,
  /** Name of who set it; null where only a tag says so. */
  by: z.string().nullable(),
  place: z.string(),
})

export const facts = z.object({
  paidFen: z.number(),
  orders: z.number(),
  refundedFen: z.number(),
  averageOrderFen: z.number().nullable(),
  lastOrderAt: time.nullable(),
  lastProductName: z.string().nullable(),
  cycleDays: z.number().nullable(),
  /** Sure enough to remind somebody by. */
  isCycleKnown: z.boolean(),
  nextOrderOn: time.nullable(),
  /** Local days since then. */
  overdueDays: z.number(),
  coupons: z.object({
    usable: z.number(),
    nearest: z.object({ name: z.string(), validUntil: time }).nullable(),
  }),
  journeys: z.array(link.extend({ runId: z.string(), since: time, next: time.nullable() })),
})

/** How the traits that orders make of somebody come about. */
export const traitsExplained = z
  .object({
    orders: z.array(
      z.object({
        id: z.string(),
        paidAt: time.nullable(),
        paidFen: z.number(),
        refundedFen: z.number(),
        netFen: z.number(),
        isCounted: z.boolean(),
        /** zh-CN: whether it counts, and why not. */
        says: z.string(),
      }),
    ),
    /** Older ones that are not in the list. */
    moreOrders: z.number(),
    traits: z.array(
      z.object({
        trait: z.string(),
        label: z.string(),
        value: z.string().nullable(),
        /** zh-CN: what it is. */
        means: z.string(),
        /** zh-CN: the customer's own numbers. */
        from: z.array(z.string()),
        /** What the profile says, where that is something else. */
        kept: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'TraitsExplained' })

export const tagWithOrigin = z.object({
  name: z.string(),
  at: time,
  origin: z.string(),
  /** zh-CN: why somebody has a preference, in counts. */
  why: z.string().nullable(),
  of: link.nullable(),
  isKept: z.boolean(),
})

export const openTask = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['planned', 'offered', 'accepted', 'done', 'joined', 'turnedAway']),
  stateName: z.string(),
  assignee: z.string().nullable(),
  dueAt: time.nullable(),
})

export const customer = customerRow
  .extend({
    realName: z.string().nullable(),
    email: z.string().nullable(),
    region: z.string().nullable(),
    sourceChannel: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    openTask: openTask.nullable(),
    facts,
    reach: z.array(reach),
    quiet: z.array(quiet),
    /** Of somebody known to be under 14: what their guardian said last; `state` null = nothing. Null for everybody else. */
    guardian: guardian.nullable(),
    tagsWithOrigin: z.array(tagWithOrigin),
    segments: z.array(link),
  })
  .meta({ id: 'Customer' })

export const timelineLine = z.object({
  id: z.string(),
  at: time,
  kind: z.enum(['events', 'touches', 'journeys', 'tasks', 'orders', 'tags']),
  what: z.string(),
  title: z.string(),
  detail: z.string().nullable(),
  channel: channel.nullable(),
  of: link.nullable(),
  source: z.string().nullable(),
})

export const place = z.object({
  kind: z.enum(['settings', 'journey', 'message', 'calendar', 'doctor', 'customer']),
  /** Of settings and of the customer: which part of it. */
  part: z.string().nullable(),
  id: z.string().nullable(),
})

const capUsed = z.object({ used: z.number(), of: z.number() })
export const caps = z.object({ day: capUsed, week: capUsed, nextAt: time.nullable() })

export const silence = z
  .object({
    touch: z.string(),
    message: link,
    journey: link.nullable(),
    channel: channel.nullable(),
    at: time,
    isWaiting: z.boolean(),
    says: z.string(),
    next: z.object({ at: time.nullable(), text: z.string().nullable() }),
    setting: z.object({ label: z.string(), place }),
  })
  .meta({ id: 'Silence' })

export const explanation = z
  .object({
    of: link,
    /** In use, or last in use. */
    version: z.string(),
    /** The moment it is about. */
    at: time,
    says: z.string(),
    /** What is asked, in its order, and whether it is so. */
    checks: z.array(
      z.object({ ok: z.boolean(), says: z.string(), actual: z.string().nullable(), depth: z.number() }),
    ),
    /** What was decided about its messages, newest first. */
    decisions: z.array(z.object({ at: time, says: z.string(), version: z.string().nullable() })),
    /** What would stop its marketing now. */
    ahead: z.array(z.object({ says: z.string() })),
    /** Of a message: the flows that send it. */
    journeys: z.array(z.object({ id: z.string(), name: z.string(), says: z.string() })),
  })
  .meta({ id: 'Explanation' })

const quietChannel = z.enum(['wecom', 'kf', 'miniprogram', 'popup', 'sms', 'email'])

export const setDoNotDisturb = z.discriminatedUnion('isOn', [
  z.object({
    isOn: z.literal(true),
    channels: z
      .union([z.literal('all'), z.array(quietChannel).min(1, '至少选一个渠道').max(5)])
      .default('all'),
    /** Days of the company; null = for good. */
    days: z.int().min(1).max(365).nullable().default(null),
    reason,
  }),
  z.object({ isOn: z.literal(false), reason }),
])

export const doNotDisturb = z.object({
  waiting: z.array(z.object({ message: z.string(), next: time.nullable() })),
  quietened: z.array(z.string()),
  untouched: z.array(z.string()),
})
