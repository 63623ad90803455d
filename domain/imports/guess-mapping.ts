import { createHash } from 'node:crypto'
import type { ImportMapping } from '../../models/imports.ts'
import type { Target } from './kind.ts'

/** `手机号（必填）`, `Mobile_Phone` as targets are called. */
function bare(header: string): string {
  return header
    .normalize('NFKC')
    .replaceAll(/[(（[【].*?[)）\]】]/g, '')
    .replaceAll(/[\s_\-*:：.]/g, '')
    .toLowerCase()
}

/** What each column is by its header; each target once, the first column that is called so. */
export function guessMapping(headers: readonly string[], targets: readonly Target[]): ImportMapping {
  const byName = new Map<string, string>()
  for (const { id, name, aliases } of targets) {
    for (const word of [name, id, ...aliases].map(bare)) if (!byName.has(word)) byName.set(word, id)
  }
  const used = new Set<string>()
  const columns = headers.map((header) => {
    const target = byName.get(bare(header))
    if (target === undefined || used.has(target)) return null
    used.add(target)
    return target
  })
  return { columns, fixed: {} }
}

/** Under which the mapping of files with these headers is remembered. */
export function mappingKey(kind: string, headers: readonly string[]): string {
  return `${kind}:${createHash('sha256').update(JSON.stringify(headers)).digest('hex')}`
}
