/** The conditions most steps ask, each with its own field; all others as they are written. */
export interface RuleShape {
  key: 'none' | 'segment' | 'notSegment' | 'tag' | 'notTag' | 'other'
  label: string
  from: 'segments' | 'tag' | 'yaml' | null
  holds(rule: unknown): boolean
  /** The one word of it. */
  read?(rule: unknown): string
  make(word: string): unknown
}

const wordAt = (rule: unknown, key: 'segment' | 'tag'): string | null => {
  if (typeof rule !== 'object' || rule === null || Object.keys(rule).length !== 1) return null
  const word: unknown = Reflect.get(rule, key)
  return typeof word === 'string' ? word : null
}
const insideNot = (rule: unknown): unknown =>
  typeof rule === 'object' && rule !== null && Object.keys(rule).length === 1
    ? Reflect.get(rule, 'not')
    : undefined

export const ruleShapes: RuleShape[] = [
  { key: 'none', label: '不限', from: null, holds: (rule) => rule === undefined, make: () => null },
  {
    key: 'segment',
    label: '属于人群包',
    from: 'segments',
    holds: (rule) => wordAt(rule, 'segment') !== null,
    read: (rule) => wordAt(rule, 'segment') ?? '',
    make: (segment) => ({ segment }),
  },
  {
    key: 'notSegment',
    label: '不属于人群包',
    from: 'segments',
    holds: (rule) => wordAt(insideNot(rule), 'segment') !== null,
    read: (rule) => wordAt(insideNot(rule), 'segment') ?? '',
    make: (segment) => ({ not: { segment } }),
  },
  {
    key: 'tag',
    label: '有标签',
    from: 'tag',
    holds: (rule) => wordAt(rule, 'tag') !== null,
    read: (rule) => wordAt(rule, 'tag') ?? '',
    make: (tag) => ({ tag }),
  },
  {
    key: 'notTag',
    label: '没有标签',
    from: 'tag',
    holds: (rule) => wordAt(insideNot(rule), 'tag') !== null,
    read: (rule) => wordAt(insideNot(rule), 'tag') ?? '',
    make: (tag) => ({ not: { tag } }),
  },
  {
    key: 'other',
    label: '其他条件（按写法填）',
    from: 'yaml',
    holds: () => true,
    make: () => ({ all: [{ trait: 'lastSeenAt', before: '30 days ago' }] }),
  },
]

export function ruleShapeOf(rule: unknown): RuleShape {
  return ruleShapes.find(({ holds }) => holds(rule)) ?? (ruleShapes.at(-1) as RuleShape)
}
