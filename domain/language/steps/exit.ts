import { z } from 'zod'
import { titleSchema } from '../names.ts'
import { type Named, named, type StepKind } from './step-kind.ts'

/** Ends the run with a reason of its own, unlike `next: end`. */
export interface ExitStep extends Named {
  kind: 'exit'
  reason: string
}

export const exitStep: StepKind<ExitStep> = {
  schema: z
    .strictObject({ name: titleSchema.optional(), exit: z.strictObject({ reason: titleSchema }) })
    .transform(({ name, exit }) => ({ ...named(name), kind: 'exit' as const, reason: exit.reason })),
  ways: () => [],
}
