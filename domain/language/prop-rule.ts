import { z } from 'zod'
import { hasTest, noTest, readTests, type Test, testFields } from './comparison.ts'
import { hint } from './hint.ts'
import { fieldNameSchema } from './names.ts'

/** A rule over the props of one event: the `where` of an event. */
export type PropRule =
  | { kind: 'all'; rules: PropRule[] }
  | { kind: 'any'; rules: PropRule[] }
  | { kind: 'not'; rule: PropRule }
  | { kind: 'prop'; prop: string; tests: Test[] }
  /** One line of the order (`items`) for which all of it holds. */
  | { kind: 'anyItem'; rule: PropRule }

const propLeaf = z
  .strictObject({ prop: fieldNameSchema, ...testFields })
  .refine(hasTest, noTest)
  .transform((leaf): PropRule => ({ kind: 'prop', prop: leaf.prop, tests: readTests(leaf) }))

/** Written `{ prop: amountFen, atLeast: 20000 }` or `{ anyItem: { prop: name, contains: 精华 } }`, joined by all, any and not. */
export const propRuleSchema: z.ZodType<PropRule> = z
  .lazy(() =>
    z.union(
      [
        propLeaf,
        z.strictObject({ all: z.array(propRuleSchema).min(1) }).transform(
          ({ all }): PropRule => ({
            kind: 'all',
            rules: all,
          }),
        ),
        z.strictObject({ any: z.array(propRuleSchema).min(1) }).transform(
          ({ any }): PropRule => ({
            kind: 'any',
            rules: any,
          }),
        ),
        z
          .strictObject({ not: propRuleSchema })
          .transform(({ not }): PropRule => ({ kind: 'not', rule: not })),
        z
          .strictObject({ anyItem: propRuleSchema })
          .transform(({ anyItem }): PropRule => ({ kind: 'anyItem', rule: anyItem })),
      ],
      {
        error: hint(
          '事件属性条件：prop、anyItem、all、any 或 not',
          '写成 { prop: amountFen, atLeast: 20000 } 这样的条件',
        ),
      },
    ),
  )
  .meta({ id: 'propRule' })
