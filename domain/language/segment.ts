import { z } from 'zod'
import { idSchema, titleSchema } from './names.ts'
import { type Rule, ruleSchema } from './rule.ts'

export interface SegmentDefinition {
  id: string
  name: string
  /**
   * live = membership is kept on the customer, and entering or leaving is an event;
   * static = no membership is kept: its rule is asked each time it is needed.
   */
  kind: 'live' | 'static'
  rule: Rule
  note?: string
}

export const segmentSchema = z
  .strictObject({
    segment: idSchema,
    name: titleSchema,
    kind: z.enum(['live', 'static']).default('live'),
    note: z.string().optional(),
    rule: ruleSchema,
  })
  .transform(
    ({ segment, name, kind, rule, note }): SegmentDefinition => ({
      id: segment,
      name,
      kind,
      rule,
      note,
    }),
  )
