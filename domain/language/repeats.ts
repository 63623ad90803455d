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
    default:
      return [id]
  }
}
