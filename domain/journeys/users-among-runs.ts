import type { RunStore } from '../../models/runs.ts'
import type { TogetherFault } from '../definitions/check-together.ts'
import { keyOf } from '../definitions/keys.ts'
import type { Catalog } from './catalog.ts'
import { neededIn } from './holds.ts'

/** Versions with people on their way that need one of these definitions, as reasons not to retire it. */
export async function usersAmongRuns(
  keys: readonly string[],
  deps: { catalog: Catalog; runs: Pick<RunStore, 'anyOpenOn'>; now: Date },
): Promise<TogetherFault[]> {
  if (keys.length === 0) return []
  const faults: TogetherFault[] = []
  for (const [versionId, definition] of (await deps.catalog.current()).versions) {
    const needed = neededIn(definition).map(([kind, id]) => keyOf(kind, id))
    const used = keys.filter((key) => needed.includes(key))
    if (used.length === 0 || !(await deps.runs.anyOpenOn(versionId, deps.now))) continue
    faults.push(
      ...used.map((key) => ({
        key,
        path: '',
        expected: `没有人还要用到（流程 ${versionId} 里还有人，要用 ${key}）`,
        todo: '等他们走完，或先结束这个流程',
      })),
    )
  }
  return faults
}
