import type { Written } from './tree.ts'
import type { FieldType } from './vocabulary.ts'

/** How a value is compared: the key it is written under. */
export type Op =
  | 'is'
  | 'isNot'
  | 'in'
  | 'contains'
  | 'above'
  | 'atLeast'
  | 'below'
  | 'atMost'
  | 'before'
  | 'after'
  | 'exists'

const text: Op[] = ['is', 'isNot', 'in', 'contains', 'exists']
const byType: Record<FieldType, Op[]> = {
  text,
  texts: ['contains', 'is', 'isNot', 'in', 'exists'],
  number: ['atLeast', 'above', 'atMost', 'below', 'is', 'isNot', 'exists'],
  boolean: ['is', 'exists'],
  date: ['before', 'after', 'exists'],
  monthDay: ['is', 'isNot', 'exists'],
  items: ['exists'],
  group: ['exists'],
  any: text,
}

/** What may be asked of a value of this type. */
export const opsOf = (type: FieldType, isPersonal = false): Op[] => (isPersonal ? ['exists'] : byType[type])

const names: Record<Op, string> = {
  is: '是',
  isNot: '不是',
  in: '是其中之一',
  contains: '包含',
  above: '大于',
  atLeast: '至少',
  below: '小于',
  atMost: '至多',
  before: '早于',
  after: '晚于',
  exists: '有没有值',
}
export const nameOfOp = (op: Op): string => names[op]

/** One comparison of a leaf; several on one leaf must all hold. */
export interface ValueTest {
  op: Op
  value: unknown
}

export function testsOf(leaf: Written): ValueTest[] {
  return (Object.keys(names) as Op[]).flatMap((op) => (op in leaf ? [{ op, value: leaf[op] }] : []))
}

/** The leaf with these comparisons and nothing else but what it compares. */
export function withTests(leaf: Written, tests: readonly ValueTest[]): Written {
  const kept = Object.entries(leaf).filter(([key]) => !(key in names))
  return Object.fromEntries([...kept, ...tests.map(({ op, value }) => [op, value])])
}

const starts: Record<Op, (type: FieldType) => unknown> = {
  is: (type) => (type === 'number' ? 0 : type === 'boolean' ? true : ''),
  isNot: (type) => (type === 'number' ? 0 : ''),
  in: () => [],
  contains: () => '',
  above: () => 0,
  atLeast: () => 1,
  below: () => 1,
  atMost: () => 1,
  before: () => '30 days ago',
  after: () => '30 days ago',
  exists: () => true,
}

/** A comparison somebody just chose. */
export const newTest = (op: Op, type: FieldType): ValueTest => ({ op, value: starts[op](type) })

/** The comparison that stands first for a type. */
export const firstTest = (type: FieldType, isPersonal = false): ValueTest =>
  newTest(opsOf(type, isPersonal)[0] ?? 'exists', type)

/** Comparisons a leaf has not yet. */
export const opsLeft = (ops: readonly Op[], tests: readonly ValueTest[]): Op[] =>
  ops.filter((op) => tests.every((test) => test.op !== op))
