import type { AnyDefinition } from './definitions.ts'

/** What must be there only once among all definitions, and where a definition says it. */
export function onceOnly({ kind, definition }: AnyDefinition): { key: string; path: string[] }[] {
  const id = { key: `${kind} ${definition.id}`, path: [kind] }
  if (kind === 'traits') {
    const traits = Object.keys(definition.fields)
    return [id, ...traits.map((name) => ({ key: `trait ${name}`, path: ['fields', name] }))]
  }
  if (kind !== 'channel') return [id]
  const { state } = definition
  return [id, { key: `state ${state ?? ''}`, path: [state === undefined ? 'default' : 'state'] }]
}
