import type { Target } from '../domain/imports/kind.ts'
import type { Import, ImportMapping } from '../models/imports.ts'
import { WrongUsage } from './refusal.ts'

/**
 * What the columns are: as they were guessed, but for what is said; a target by its id or its name.
 * @throws WrongUsage for a column or a target there is none of
 */
export function mappingFrom(
  { headers = [], mapping }: Pick<Import, 'headers' | 'mapping'>,
  targets: readonly Target[],
  options: Readonly<Record<string, unknown>>,
): ImportMapping {
  const columns: (string | null)[] = headers.map((_, at) => mapping?.columns[at] ?? null)
  for (const [header, written] of pairsOf(options.column)) {
    const at = headers.indexOf(header)
    if (at < 0) throw new WrongUsage(`文件里没有“${header}”这一列：${headers.filter(Boolean).join('、')}`)
    const target = written === '' ? null : targetOf(written, targets)
    // What another column was guessed to be is said to be this one.
    const before = target === null ? -1 : columns.indexOf(target)
    if (before >= 0) columns[before] = null
    columns[at] = target
  }
  const said = pairsOf(options.all).map(([written, text]) => [targetOf(written, targets), text])
  const fixed = { ...mapping?.fixed, ...(Object.fromEntries(said) as Record<string, string>) }
  return { columns, fixed: Object.fromEntries(Object.entries(fixed).filter(([id]) => !columns.includes(id))) }
}

function targetOf(written: string, targets: readonly Target[]): string {
  const found = targets.find(({ id, name }) => id === written || name === written)
  if (found !== undefined) return found.id
  const known = targets.map(({ id, name }) => `${id} ${name}`).join('、')
  throw new WrongUsage(`没有“${written}”：可以是 ${known}`)
}

function pairsOf(written: unknown): [string, string][] {
  return ((written as string[] | undefined) ?? []).map((pair) => {
    const at = pair.lastIndexOf('=')
    if (at < 1) throw new WrongUsage(`“${pair}”不是对应：写成 列名=是什么`)
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  })
}
