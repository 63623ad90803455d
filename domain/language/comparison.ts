import { z } from 'zod'
import { hint } from './hint.ts'
import { type Moment, momentSchema } from './moment.ts'
import { fieldNameSchema } from './names.ts'

export type Scalar = string | number | boolean

/** A prop of the event that began the run a condition is asked in, or of the one that ended its last wait. */
export interface RunValue {
  from: 'entry' | 'answer'
  prop: string
}

/** One question about one value. What a missing or differently typed value answers: domain/audience/compare.ts. */
export type Test =
  | { op: 'is' | 'isNot'; value: Scalar }
  /** `is` and `isNot` a value of the run. */
  | { op: 'same' | 'other'; as: RunValue }
  | { op: 'in'; values: Scalar[] }
  | { op: 'above' | 'atLeast' | 'below' | 'atMost'; value: number }
  | { op: 'before' | 'after'; moment: Moment }
  | { op: 'exists'; value: boolean }
  | { op: 'contains'; value: string }

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: hint('文字、数字或 true/false', '写一个值；多个值用 in: [甲, 乙]'),
})

export const runValueSchema = z.union([
  z
    .strictObject({ entry: fieldNameSchema })
    .transform(({ entry }): RunValue => ({ from: 'entry', prop: entry })),
  z
    .strictObject({ answer: fieldNameSchema })
    .transform(({ answer }): RunValue => ({ from: 'answer', prop: answer })),
])

const scalarOrRunValue = z.union([z.string(), z.number(), z.boolean(), runValueSchema], {
  error: hint(
    '文字、数字、true/false，或 { entry: 属性 }、{ answer: 属性 }',
    '写一个值；多个值用 in: [甲, 乙]',
  ),
})

/** Several on one leaf must all hold: `atLeast: 1, atMost: 3`. */
export const testFields = {
  is: scalarOrRunValue.optional(),
  isNot: scalarOrRunValue.optional(),
  in: z.array(scalar).min(1).optional(),
  above: z.number().optional(),
  atLeast: z.number().optional(),
  below: z.number().optional(),
  atMost: z.number().optional(),
  before: momentSchema.optional(),
  after: momentSchema.optional(),
  exists: z.boolean().optional(),
  contains: z.string().min(1).optional(),
}

interface WrittenTests {
  is?: Scalar | RunValue | undefined
  isNot?: Scalar | RunValue | undefined
  in?: Scalar[] | undefined
  above?: number | undefined
  atLeast?: number | undefined
  below?: number | undefined
  atMost?: number | undefined
  before?: Moment | undefined
  after?: Moment | undefined
  exists?: boolean | undefined
  contains?: string | undefined
}

export function readTests(written: WrittenTests): Test[] {
  const tests: Test[] = []
  for (const op of ['is', 'isNot'] as const) {
    const value = written[op]
    if (value === undefined) continue
    if (typeof value !== 'object') tests.push({ op, value })
    else tests.push({ op: op === 'is' ? 'same' : 'other', as: value })
  }
  if (written.in !== undefined) tests.push({ op: 'in', values: written.in })
  for (const op of ['above', 'atLeast', 'below', 'atMost'] as const) {
    const value = written[op]
    if (value !== undefined) tests.push({ op, value })
  }
  for (const op of ['before', 'after'] as const) {
    const moment = written[op]
    if (moment !== undefined) tests.push({ op, moment })
  }
  if (written.exists !== undefined) tests.push({ op: 'exists', value: written.exists })
  if (written.contains !== undefined) tests.push({ op: 'contains', value: written.contains })
  return tests
}

export const hasTest = (written: WrittenTests): boolean => readTests(written).length > 0

export const noTest = {
  error: hint(
    `比较方式（${Object.keys(testFields).join('、')} 之一）`,
    '补上一个比较方式，例如 exists: true',
  ),
}
