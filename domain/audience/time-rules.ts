import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import type { LiveSegments } from './live-segments.ts'
import type { AudiencePages } from './ports.ts'

interface TimeRuleDeps {
  audience: AudiencePages
  customers: Customers
  segments: LiveSegments
  registry: Pick<Registry, 'segments'>
  clock: Clock
}

const pageSize = 200

/**
 * Finds who entered or left a live segment by time alone, page by page; also who was there before the segment was. Running it
 * again moves nobody twice.
 */
export function createTimeRules(deps: TimeRuleDeps) {
  async function moveAll(rule: Rule, segmentId: string, change: 'entered' | 'left'): Promise<number> {
    let moved = 0
    for await (const page of deps.audience.pages(rule, { pageSize })) {
      // The page may be older than an event that moved the customer meanwhile, or than a merge.
      const crowd = [...new Set((await deps.customers.findMany(page)).values())].filter(
        ({ segments }) => segments.includes(segmentId) !== (change === 'entered'),
      )
      await deps.segments.moveAll(crowd, segmentId, change)
      moved += crowd.length
    }
    return moved
  }

  return async (): Promise<{ entered: number; left: number }> => {
    const total = { entered: 0, left: 0 }
    for (const { id, kind, rule } of deps.registry.segments) {
      if (kind !== 'live') continue
      const isIn: Rule = { kind: 'segment', segment: id }
      total.entered += await moveAll(
        { kind: 'all', rules: [rule, { kind: 'not', rule: isIn }] },
        id,
        'entered',
      )
      total.left += await moveAll({ kind: 'all', rules: [isIn, { kind: 'not', rule }] }, id, 'left')
    }
    return total
  }
}
