import { z } from 'zod'
import { hint } from '../hint.ts'
import { idSchema, titleSchema } from '../names.ts'
import { type Rule, ruleSchema } from '../rule.ts'
import { type Named, named, type StepKind } from './step-kind.ts'

/** The first case that holds wins. */
export interface BranchStep extends Named {
  kind: 'branch'
  cases: { when: Rule; to: string }[]
  otherwise: string
}

const oneCase = z.strictObject({ when: ruleSchema, to: idSchema })
const otherwise = z.strictObject({ otherwise: idSchema })

export const branchStep: StepKind<BranchStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      branch: z
        .array(
          z.union([oneCase, otherwise], {
            error: hint('{ when, to } 或 { otherwise }', '写成 { when: <条件>, to: <步骤> }'),
          }),
        )
        .min(2, { error: hint('至少一个 when 和最后的 otherwise', '补上分支') })
        .refine((cases) => cases.every((one, at) => 'otherwise' in one === (at === cases.length - 1)), {
          error: hint('最后一项是 otherwise，且只有一个', '在末尾加上 { otherwise: <步骤> }'),
        }),
    })
    .transform(({ name, branch }) => {
      const cases: BranchStep['cases'] = []
      let last = ''
      for (const one of branch) {
        if ('otherwise' in one) last = one.otherwise
        else cases.push(one)
      }
      return { ...named(name), kind: 'branch' as const, cases, otherwise: last }
    }),
  ways: ({ cases, otherwise }) => [
    ...cases.map(({ to }, at) => ({ path: ['branch', at, 'to'], to })),
    { path: ['branch', cases.length, 'otherwise'], to: otherwise },
  ],
}
