import type { AnyDefinition } from './definitions.ts'

/** Something that must be there only once among all definitions. */
interface OnceOnly {
  key: string
  /** Where the definition says it. */
  path: string[]
  /** What a second one is told where it is not about a name, zh-CN. */
  told?: { expected: string; todo: string }
}

export function onceOnly({ kind, definition }: AnyDefinition): OnceOnly[] {
  const id = { key: `${kind} ${definition.id}`, path: [kind] }
  switch (kind) {
    case 'traits': {
      const names = Object.keys(definition.fields)
      return [id, ...names.map((name) => ({ key: `trait ${name}`, path: ['fields', name] }))]
    }
    case 'channel': {
      const { state } = definition
      return [id, { key: `state ${state ?? ''}`, path: [state === undefined ? 'default' : 'state'] }]
    }
    case 'settings': {
      const told = { expected: '全公司只有一份设置', todo: '合成一份，去掉另一份' }
      return [{ key: 'settings', path: [kind], told }]
    }
    case 'calendar': {
      const { festivals, companyDays, holidays } = definition
      const named = [
        ...Object.keys(festivals).map((name) => ['festivals', name]),
        ...Object.keys(companyDays).map((name) => ['companyDays', name]),
      ]
      const told = { expected: '一年只有一份放假安排', todo: '合成一份，去掉另一份' }
      return [
        id,
        ...named.map((path) => ({ key: `festival ${path[1]}`, path })),
        ...Object.keys(holidays).map((year) => ({ key: `holidays ${year}`, path: ['holidays', year], told })),
      ]
    }
    case 'preferenceRule': {
      const told = { expected: '一个标签只有一条规则', todo: '换个标签名，或合成一条规则' }
      return [id, { key: `preference ${definition.tag}`, path: ['tag'], told }]
    }
    case 'journey':
      return [{ ...id, path: [definition.writtenAs ?? kind] }]
    default:
      return [id]
  }
}
