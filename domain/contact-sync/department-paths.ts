import type { CorpDepartment } from './ports.ts'

/**
 * The path of each department as staff and 门店 write it: the names from below the root down, 华东/杭州. The root's is its own name.
 * One whose parent is not told (outside of what the app may see) stands at the top.
 */
export function pathsOf(departments: readonly CorpDepartment[]): Map<number, string> {
  const byId = new Map(departments.map((one) => [one.id, one]))

  function pathOf(one: CorpDepartment, below: ReadonlySet<number>): string {
    const parent = byId.get(one.parent)
    const isBelowRoot = parent === undefined || parent.parent === 0
    // WeCom has no circles; whoever tells of one does not keep us going round.
    if (isBelowRoot || below.has(parent.id)) return one.name
    return `${pathOf(parent, new Set([...below, one.id]))}/${one.name}`
  }

  return new Map(departments.map((one) => [one.id, pathOf(one, new Set())]))
}
