import { z } from 'zod'
import { type RunValue, runValueSchema, type Scalar } from '../comparison.ts'
import { hint } from '../hint.ts'
import { type Moment, readDay, readMoment } from '../moment.ts'
import { idSchema, titleSchema, traitNameSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export interface SetTraitStep extends Named {
  kind: 'setTrait'
  traits: Record<string, TraitSetting>
  next: string
}

export type TraitSetting =
  | Scalar
  /** Takes the trait away. */
  | null
  /** A date, ISO with zone. */
  | { at: string }
  /** A date counted from the moment the step is done. */
  | { moment: Moment }
  /** Added to the number there is, or to 0. */
  | { add: number }
  /** What an event of the run said; when it said nothing, the trait stays as it is. */
  | { of: RunValue }

/** What begins like a date is one, or a mistake: as a text no rule could compare it. */
const text = z.string().transform((text, context): string | { at: string } | { moment: Moment } => {
  if (text === 'now') return { moment: { kind: 'relative', ms: 0, months: 0 } }
  const moment = readMoment(text)
  if (moment?.kind === 'relative') return { moment }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return text
  const at = readMoment(text)?.kind === 'at' ? text : readDay(text)
  if (at !== null) return { at }
  context.issues.push({
    code: 'custom',
    input: text,
    message: hint('真实的日期，如 2026-03-05 或 2026-03-05T10:00:00+08:00', '检查日期，或写出时区'),
  })
  return z.NEVER
})

const addHint = { error: hint('不为 0 的整数', '写成 { add: 1 }，减少写 { add: -1 }') }
const add = z.strictObject({
  add: z
    .int(addHint)
    .min(-1_000_000, addHint)
    .max(1_000_000, addHint)
    .refine((by) => by !== 0, addHint),
})

const setting = z.union(
  [
    text,
    z.number(),
    z.boolean(),
    z.null(),
    add,
    runValueSchema.transform((of): { of: RunValue } => ({ of })),
  ],
  {
    error: hint(
      '一个值、日期（now、30 days from now）、{ add: 1 }、{ entry: 属性 } 或 { answer: 属性 }',
      '改成其中一种写法；清除属性写 null',
    ),
  },
)

export const setTraitStep: StepKind<SetTraitStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      setTrait: z.record(traitNameSchema, setting).refine((traits) => Object.keys(traits).length > 0, {
        error: hint('至少一个属性', '写成 setTrait: { stage: 深度流失 }'),
      }),
      next: idSchema,
    })
    .transform(({ name, setTrait, next }) => ({
      ...named(name),
      kind: 'setTrait' as const,
      traits: setTrait,
      next,
    })),
  ways: leadsOn,
}
