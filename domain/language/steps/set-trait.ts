import { z } from 'zod'
import type { Scalar } from '../comparison.ts'
import { hint } from '../hint.ts'
import { readDay, readMoment } from '../moment.ts'
import { idSchema, titleSchema, traitNameSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export interface SetTraitStep extends Named {
  kind: 'setTrait'
  /** null takes the trait away; `at` is a date, ISO with zone. */
  traits: Record<string, Scalar | null | { at: string }>
  next: string
}

/** What begins like a date is one, or a mistake: as a text no rule could compare it. */
const text = z.string().transform((text, context): string | { at: string } => {
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

export const setTraitStep: StepKind<SetTraitStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      setTrait: z
        .record(traitNameSchema, z.union([text, z.number(), z.boolean(), z.null()]))
        .refine((traits) => Object.keys(traits).length > 0, {
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
