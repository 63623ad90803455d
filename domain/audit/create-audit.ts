import type { Clock } from '../clock.ts'
import type { StuckKind } from './stuck-kinds.ts'

/** Ids by the name of the kind; kinds nobody stands in are left out. */
export interface AuditReport {
  /** They go on from here. */
  repaired: Record<string, string[]>
  /** A person must look. */
  stuck: Record<string, string[]>
}

const mostOfAKind = 500

/**
 * Looks for everything that stands still, makes it go on where that can be done, and names the rest. Any process, any number of times.
 * Named is what was found at the look before, too: what lay there while nobody ran is taken up by whoever starts.
 */
export function createAudit({ kinds, clock }: { kinds: readonly StuckKind[]; clock: Clock }) {
  const foundBefore = new Map<string, ReadonlySet<string>>()

  function foundAgain(name: string, found: string[]): string[] {
    const again = found.filter((id) => foundBefore.get(name)?.has(id))
    foundBefore.set(name, new Set(found))
    return again
  }

  return async (): Promise<AuditReport> => {
    const report: AuditReport = { repaired: {}, stuck: {} }
    for (const { name, find, repair } of kinds) {
      const found = await find(clock.now(), mostOfAKind)
      if (repair === undefined) {
        const again = foundAgain(name, found)
        if (again.length > 0) report.stuck[name] = again
        continue
      }
      const mended: string[] = []
      for (const id of found) if (await repair(id, clock.now())) mended.push(id)
      if (mended.length > 0) report.repaired[name] = mended
    }
    return report
  }
}
