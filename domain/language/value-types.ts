import type { FieldType } from '../customers/traits/table.ts'
import type { PropType } from '../events.ts'
import type { Test } from './comparison.ts'
import { hint } from './hint.ts'

/** Of a trait of the customer or of a prop of an event. */
export type ValueType = FieldType | PropType

type Op = Test['op']

const numeric: Op[] = ['above', 'atLeast', 'below', 'atMost']
const equal: Op[] = ['is', 'isNot', 'in']

/** What each type is called (zh-CN), what may be asked of it, and the JavaScript type `is` and its kin compare with. */
const types: Record<
  Exclude<ValueType, 'any'>,
  { label: string; ops: Op[]; compares?: string; say: string }
> = {
  text: { label: '文字', ops: [...equal, 'contains', 'exists'], compares: 'string', say: 'is: 上海' },
  number: { label: '数字', ops: [...equal, ...numeric, 'exists'], compares: 'number', say: 'atLeast: 3' },
  boolean: { label: '是/否', ops: [...equal, 'exists'], compares: 'boolean', say: 'is: true' },
  date: { label: '日期', ops: ['before', 'after', 'exists'], say: 'before: 30 days ago' },
  monthDay: { label: '月日（如 05-20）', ops: [...equal, 'exists'], compares: 'string', say: 'is: "05-20"' },
  texts: {
    label: '一组文字',
    ops: [...equal, 'contains', 'exists'],
    compares: 'string',
    say: 'contains: 母婴',
  },
  items: { label: '商品清单', ops: ['exists'], say: 'anyItem: { prop: name, contains: 精华 }' },
  group: { label: '一组值', ops: ['exists'], say: 'exists: true' },
}

export const typeLabel = (type: ValueType): string => (type === 'any' ? '任意值' : types[type].label)

/** Where a test stands in its leaf and why it can never tell anything about a value of that type; [] when it can. */
export function faultsOfTests(
  subject: string,
  type: ValueType,
  tests: Test[],
): { path: (string | number)[]; message: string }[] {
  if (type === 'any') return []
  const { label, ops, compares, say } = types[type]
  return tests.flatMap((test) => {
    const op = test.op === 'same' ? 'is' : test.op === 'other' ? 'isNot' : test.op
    if (!ops.includes(op)) {
      const expected = `${label}可用的比较方式：${ops.join('、')}（“${subject}”是${label}）`
      return [{ path: [op], message: hint(expected, `改用 ${say} 这样的条件`) }]
    }
    const values =
      test.op === 'in' ? test.values : test.op === 'is' || test.op === 'isNot' ? [test.value] : []
    return values.every((value) => typeof value === compares)
      ? []
      : [
          {
            path: [test.op],
            message: hint(`${label}（“${subject}”是${label}）`, `改成${label}，例如 ${say}`),
          },
        ]
  })
}
