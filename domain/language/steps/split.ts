import { z } from 'zod'
import { hint } from '../hint.ts'
import { idSchema, titleSchema } from '../names.ts'
import { type Named, named, type StepKind } from './step-kind.ts'

/** Percent shares; a person keeps the arm they were given (domain/journeys/planner/split.ts), also one new people get no more: 0. */
export interface SplitStep extends Named {
  kind: 'split'
  shares: { share: number; to: string }[]
}

export const splitStep: StepKind<SplitStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      split: z
        .array(z.strictObject({ share: z.number().int().min(0).max(100), to: idSchema }))
        .min(2)
        .refine((shares) => shares.reduce((sum, { share }) => sum + share, 0) === 100, {
          error: hint('各份 share 之和为 100', '调整比例'),
        }),
    })
    .transform(({ name, split }) => ({ ...named(name), kind: 'split' as const, shares: split })),
  ways: ({ shares }) => shares.map(({ to }, at) => ({ path: ['split', at, 'to'], to })),
}
