export interface Explainable {
  kind: string
  id: string
  name: string
  writtenAs: 'broadcast' | null
  /** Not in use any more; it is explained for a moment at which it was. */
  isOver: boolean
}

export interface ExplainableGroup {
  label: string
  items: { key: string; name: string }[]
}

const groups: readonly [label: string, has: (item: Explainable) => boolean][] = [
  ['消息', ({ kind }) => kind === 'message'],
  ['群发', ({ writtenAs }) => writtenAs === 'broadcast'],
  ['流程', ({ kind, writtenAs }) => kind === 'journey' && writtenAs === null],
  ['人群包', ({ kind }) => kind === 'segment'],
]

/** What can be explained, as people look for it; groups without anything are left out. */
export function byKind(items: readonly Explainable[]): ExplainableGroup[] {
  return groups
    .map(([label, has]) => ({
      label,
      items: items.filter(has).map(({ kind, id, name, isOver }) => ({
        key: `${kind}:${id}`,
        name: isOver ? `${name}（已停用）` : name,
      })),
    }))
    .filter((group) => group.items.length > 0)
}

/** What was chosen; null for nothing. */
export function readKey(
  key: string | undefined,
): { kind: 'message' | 'journey' | 'segment'; of: string } | null {
  const [kind, ...rest] = (key ?? '').split(':')
  if (kind !== 'message' && kind !== 'journey' && kind !== 'segment') return null
  return { kind, of: rest.join(':') }
}
