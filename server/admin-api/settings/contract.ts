import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'
import { use } from '../definitions/parts.ts'

/** Whoever sees figures of everybody. */
const readers = ['owner', 'marketer', 'editor', 'analyst'] as const

/** Whoever may publish them. */
const changers = ['owner', 'marketer'] as const

const most = 40
const rules = z
  .record(z.string().max(64), z.record(z.string(), z.unknown()))
  .refine((all) => Object.keys(all).length <= most, { error: `最多 ${most} 条` })

export const settings = {
  heldBack: endpoint({
    method: 'get',
    path: '/settings-held-back',
    summary: 'What the settings held back today, by the part that did and why; test accounts count nowhere',
    roles: readers,
    answer: z.object({
      since: time,
      items: z.array(
        z.object({
          part: z.enum(['caps', 'quietHours', 'exclude']),
          reason: z.string(),
          says: z.string(),
          /** Messages that do not go out any more. */
          notSent: z.number(),
          /** Messages that wait. */
          waiting: z.number(),
        }),
      ),
    }),
  }),
  preferences: endpoint({
    method: 'get',
    path: '/settings-preferences',
    summary: 'The rules of preference tags in use, in words, and when everybody is looked at next',
    roles: readers,
    answer: z.object({
      /** Past while that is under way. */
      nextAt: time,
      isUnderWay: z.boolean(),
      items: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          tag: z.string(),
          version: z.string(),
          /** zh-CN */
          says: z.string(),
        }),
      ),
    }),
  }),
  previewPreference: endpoint({
    method: 'post',
    path: '/settings-preferences-preview',
    summary: 'Whose preference tags a rule would change if it were in use, about; writes nothing',
    roles: changers,
    body: z.object({ structure: z.record(z.string(), z.unknown()) }),
    bodyBytes: 50_000,
    answer: z.object({
      /** zh-CN: what the rule asks for. */
      says: z.string(),
      /** False = counts stand for everybody by a sample. */
      isExact: z.boolean(),
      looked: z.number(),
      /** People with another set of tags. */
      changed: z.number(),
      tags: z.array(z.object({ tag: z.string(), gain: z.number(), lose: z.number() })),
      examples: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          phone: z.string().nullable(),
          gains: z.array(z.string()),
          loses: z.array(z.string()),
        }),
      ),
    }),
  }),
  previewBuyers: endpoint({
    method: 'post',
    path: '/settings-buyers-preview',
    summary:
      'Whom edited bounds of tiers or scores would sort otherwise: about, or exactly by slices that add up; writes nothing',
    roles: changers,
    body: z.object({
      part: z.enum(['tiers', 'rfm']),
      /** That part as it is written; what it leaves out is Kelu's own. */
      written: z.record(z.string(), z.unknown()),
      /** For an exact count: the slice behind it, '' = the first. */
      after: z.string().max(64).optional(),
    }),
    bodyBytes: 10_000,
    answer: z.object({
      /** The publication it is compared with: slices add up only where it is the same. */
      on: z.number(),
      /** False = counts stand for everybody by a sample. */
      isExact: z.boolean(),
      looked: z.number(),
      /** How many customers there are, about. */
      size: z.number(),
      /** Where the next slice begins; null where none is left. */
      next: z.string().nullable(),
      /** People who get another value or tag. */
      changed: z.number(),
      moves: z.array(z.object({ label: z.string(), from: z.string(), to: z.string(), people: z.number() })),
      tags: z.array(z.object({ tag: z.string(), gain: z.number(), lose: z.number() })),
      examples: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          phone: z.string().nullable(),
          moves: z.array(z.object({ label: z.string(), from: z.string(), to: z.string() })),
          gains: z.array(z.string()),
          loses: z.array(z.string()),
        }),
      ),
      /** What is in use that asks about any of it. */
      usedBy: z.array(use),
    }),
  }),
  refreshPreferences: endpoint({
    method: 'post',
    path: '/settings-preferences-refresh',
    summary: 'Have the preference tags of everybody found anew now',
    roles: changers,
    /** False = that is under way already. */
    answer: z.object({ isBegun: z.boolean() }),
  }),
  count: endpoint({
    method: 'post',
    path: '/settings-count',
    summary: 'How many customers meet each of some rules over what is known of them, and how many meet any',
    roles: readers,
    body: z.object({ rules }),
    bodyBytes: 200_000,
    answer: z.object({
      /** False = an estimate by a sample; ask again. */
      isExact: z.boolean(),
      at: time,
      /** Everybody but test accounts. */
      all: z.number(),
      any: z.number(),
      tests: z.number(),
      items: z.array(z.object({ name: z.string(), people: z.number() })),
    }),
  }),
}
