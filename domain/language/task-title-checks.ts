import { Liquid } from 'liquidjs'
import { hint } from './hint.ts'
import { type Fault, type KnownFields, type Path, unshowable } from './known-fields.ts'
import { correction } from './nearest.ts'
import { type RunFields, runValueFaults } from './run-fields.ts'

const engine = new Liquid()

/** What a task title may say of the customer beside `customer.traits.<trait>`. */
const profileFields = ['nickname', 'region', 'sourceChannel']

/** A title that no Liquid can read, or that names something no title ever has: it would show as nothing. */
export function taskTitleFaults(title: string, path: Path, fields: KnownFields, run: RunFields): Fault[] {
  let named: unknown[][]
  try {
    named = engine.globalVariableSegmentsSync(title)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return [{ path, message: hint('能渲染的 Liquid 模板', `检查 {{ }} 与 {% %} 的写法：${detail}`) }]
  }
  return named.flatMap(([root, field, trait]): Fault[] => {
    if ((root === 'entry' || root === 'answer') && typeof field === 'string') {
      return runValueFaults({ from: root, prop: field }, path, run)
    }
    if (root !== 'customer') return [unknownName(String(root), ['customer', 'entry', 'answer'], path)]
    if (field === 'traits') return typeof trait === 'string' ? unshowable(trait, path, fields) : []
    if (typeof field !== 'string' || profileFields.includes(field)) return []
    return [unknownName(field, [...profileFields, 'traits'], path)]
  })
}

function unknownName(name: string, known: string[], path: Path): Fault {
  const todo = correction(name, known, '写成 customer.nickname 或 customer.traits.某属性 这样的名称')
  return { path, message: hint(`任务标题里有的名称（没有“${name}”）`, todo) }
}
