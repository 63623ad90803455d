import { Cron } from 'croner'
import { z } from 'zod'
import { defaultZone } from '../local-time.ts'
import { durationSchema, parseDuration } from './duration.ts'
import { hint } from './hint.ts'
import { localTimeSchema } from './local-window.ts'
import { zonedTimeSchema } from './moment.ts'
import { eventNameSchema, fieldNameSchema, idSchema, titleSchema, traitNameSchema } from './names.ts'
import { type PropRule, propRuleSchema } from './prop-rule.ts'
import { type Rule, ruleSchema } from './rule.ts'

export type EntryTrigger =
  | { kind: 'event'; event: string; where?: PropRule }
  /** On entering a live segment. */
  | { kind: 'segment'; segment: string }
  /** When the date in a trait, plus the offset (negative = before), is reached; `atMinute` of that local day. */
  | { kind: 'date'; trait: string; offsetMs: number; atMinute?: number; yearly: boolean }
  /** Everyone the entry's `when` holds for, so many days from a festival or company day (negative = before), Asia/Shanghai. */
  | { kind: 'festival'; festival: string; offsetDays: number; atMinute: number }
  /** Everyone the entry's `when` holds for. Cron in Asia/Shanghai. */
  | { kind: 'schedule'; schedule: { kind: 'cron'; cron: string } | { kind: 'at'; iso: string } }
  | { kind: 'api' }

export type Again = { kind: 'never' } | { kind: 'after'; ms: number } | { kind: 'always' }

export type EntryDefinition = EntryTrigger & {
  /** Over the customer, asked at the moment of entry. */
  when?: Rule
  again: Again
  /** Prop of the entry event whose value allows one run each, e.g. `orderId`. */
  key?: string
}

const again = z
  .union([z.literal('never'), z.literal('always'), z.string().regex(/^after \S+ \S+$/)], {
    error: hint('never、always 或 after 90 days', '写明同一位客户能否再次进入'),
  })
  .transform((text, context): Again => {
    if (text === 'never' || text === 'always') return { kind: text }
    const wait = durationSchema.safeParse(text.slice('after '.length))
    if (wait.success) return { kind: 'after', ms: wait.data }
    context.issues.push({
      code: 'custom',
      input: text,
      message: hint('never、always 或 after 90 days', '修改 after 后面的时长'),
    })
    return z.NEVER
  })

const common = { when: ruleSchema.optional(), again: again.default({ kind: 'never' }) }
const rest = (written: { when?: Rule | undefined; again: Again; key?: string | undefined }) => ({
  when: written.when,
  again: written.again,
  key: written.key,
})

const event = z
  .strictObject({
    event: eventNameSchema,
    where: propRuleSchema.optional(),
    key: fieldNameSchema.optional(),
    ...common,
  })
  .transform(
    (entry): EntryDefinition => ({
      kind: 'event',
      event: entry.event,
      where: entry.where,
      ...rest(entry),
    }),
  )

const segment = z
  .strictObject({ segment: idSchema, ...common })
  .transform((entry): EntryDefinition => ({ kind: 'segment', segment: entry.segment, ...rest(entry) }))

const date = z
  .strictObject({
    trait: traitNameSchema,
    minus: durationSchema.optional(),
    plus: durationSchema.optional(),
    at: localTimeSchema.optional(),
    yearly: z.boolean().default(false),
    ...common,
  })
  .refine(({ minus, plus }) => minus === undefined || plus === undefined, {
    error: hint('minus 或 plus，不同时写', '去掉一个'),
    path: ['plus'],
  })
  .transform(
    (entry): EntryDefinition => ({
      kind: 'date',
      trait: entry.trait,
      offsetMs: entry.minus !== undefined ? -entry.minus : (entry.plus ?? 0),
      atMinute: entry.at,
      yearly: entry.yearly,
      ...rest(entry),
    }),
  )

const dayMs = parseDuration('1 day')
const wholeDays = durationSchema.refine((ms) => ms % dayMs === 0, {
  error: hint('整天数，如 3 days', '改成 days 或 weeks；钟点写在 at 里'),
})

const festivalTime = {
  festival: titleSchema,
  minus: wholeDays.optional(),
  plus: wholeDays.optional(),
  at: localTimeSchema.default(10 * 60),
}
const oneOffset = ({ minus, plus }: FestivalTime) => minus === undefined || plus === undefined
const bothOffsets = { error: hint('minus 或 plus，不同时写', '去掉一个'), path: ['plus'] }

interface FestivalTime {
  festival: string
  minus?: number | undefined
  plus?: number | undefined
  at: number
}
const festivalTrigger = ({ festival, minus = 0, plus = 0, at }: FestivalTime) => ({
  kind: 'festival' as const,
  festival,
  offsetDays: (plus - minus) / dayMs,
  atMinute: at,
})
/** It comes every year, and the same one never starts anybody twice. */
const everyYear: Again = { kind: 'always' }

const festival = z
  .strictObject({ ...festivalTime, ...common, when: ruleSchema, again: again.default(everyYear) })
  .refine(oneOffset, bothOffsets)
  .transform((entry): EntryDefinition => ({ ...festivalTrigger(entry), ...rest(entry) }))

/** When everybody of a rule enters at once, and whether they may again: a moment once, a festival every year. */
export const crowdTimeSchema = z.union(
  [
    zonedTimeSchema.transform((iso) => ({
      kind: 'schedule' as const,
      schedule: { kind: 'at' as const, iso },
      again: { kind: 'never' } as Again,
    })),
    z
      .strictObject(festivalTime)
      .refine(oneOffset, bothOffsets)
      .transform((time) => ({ ...festivalTrigger(time), again: everyYear })),
  ],
  {
    error: hint(
      '带时区的时间，或 { festival, minus, at }',
      '写成 2026-03-01T10:00:00+08:00 或 { festival: 中秋节, minus: 3 days, at: "10:00" }',
    ),
  },
)

const cron = z.string().refine(isCron, {
  error: hint('五段 cron，如 "0 10 25 * *"（每月 25 日 10:00）', '检查各段的取值'),
})

const schedule = z
  .strictObject({
    schedule: z.union(
      [
        z.strictObject({ cron }).transform((written) => ({ kind: 'cron' as const, ...written })),
        z.strictObject({ at: zonedTimeSchema }).transform(({ at }) => ({ kind: 'at' as const, iso: at })),
      ],
      { error: hint('{ cron } 或 { at }', '写成 schedule: { cron: "0 10 25 * *" }') },
    ),
    ...common,
    when: ruleSchema,
  })
  .transform((entry): EntryDefinition => ({ kind: 'schedule', schedule: entry.schedule, ...rest(entry) }))

const api = z
  .strictObject({ api: z.literal(true), ...common })
  .transform((entry): EntryDefinition => ({ kind: 'api', ...rest(entry) }))

export const entrySchema: z.ZodType<EntryDefinition> = z.union(
  [event, segment, date, festival, schedule, api],
  {
    error: hint(
      '入口：event、segment、trait、festival、schedule 或 api',
      '写成 entry: { segment: sleeping-members }',
    ),
  },
)

function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false
  try {
    return new Cron(text, { paused: true, timezone: defaultZone }).nextRun() !== null
  } catch {
    return false
  }
}
