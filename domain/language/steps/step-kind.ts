import type { z } from 'zod'

/** One way out of a step: where it stands in the written step, and the step it leads to. */
export interface Way {
  path: (string | number)[]
  to: string
}

/** What every node kind says about itself; the table is in domain/language/step.ts. */
export interface StepKind<Step> {
  /** The written form, turned into the typed one. */
  schema: z.ZodType<Step>
  ways(step: Step): Way[]
}

/** Common to all written steps: a name for people. */
export interface Named {
  name?: string
}

export const leadsOn = (step: { next: string }): Way[] => [{ path: ['next'], to: step.next }]

export const named = (name: string | undefined): Named => (name === undefined ? {} : { name })
