import { z } from 'zod'
import { hint } from '../hint.ts'
import { idSchema, tagNameSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export interface TagStep extends Named {
  kind: 'tag'
  add: string[]
  remove: string[]
  next: string
}

export const tagStep: StepKind<TagStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      tag: z
        .strictObject({ add: z.array(tagNameSchema).default([]), remove: z.array(tagNameSchema).default([]) })
        .refine(({ add, remove }) => add.length + remove.length > 0, {
          error: hint('add 或 remove 至少一个标签', '写成 tag: { add: [高意向] }'),
        }),
      next: idSchema,
    })
    .transform(({ name, tag, next }) => ({ ...named(name), kind: 'tag' as const, ...tag, next })),
  ways: leadsOn,
}
