import { z } from 'zod'
import type { Scalar } from '../comparison.ts'
import { hint } from '../hint.ts'
import { fieldNameSchema, idSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export interface SetTraitStep extends Named {
  kind: 'setTrait'
  /** null takes the trait away. */
  traits: Record<string, Scalar | null>
  next: string
}

export const setTraitStep: StepKind<SetTraitStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      setTrait: z
        .record(fieldNameSchema, z.union([z.string(), z.number(), z.boolean(), z.null()]))
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
