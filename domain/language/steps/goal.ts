import { z } from 'zod'
import { idSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

/** Reaching this step is the goal, whatever the journey's own goal says; counted once per run. */
export interface GoalStep extends Named {
  kind: 'goal'
  goal: string
  next: string
}

export const goalStep: StepKind<GoalStep> = {
  schema: z
    .strictObject({ name: titleSchema.optional(), goal: titleSchema, next: idSchema })
    .transform(({ name, goal, next }) => ({ ...named(name), kind: 'goal' as const, goal, next })),
  ways: leadsOn,
}
