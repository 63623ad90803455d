import type { Customers } from '../customers/contract.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { byRule, type LiveSegments } from './live-segments.ts'
import type { AudiencePages } from './ports.ts'

interface TimeRuleDeps {
  audience: AudiencePages
  customers: Customers
  segments: LiveSegments
  registry: Pick<Registry, 'segments'>
  /** Rules that were changed, as they were before, until everybody is looked at; by segment. */
  former: () => ReadonlyMap<string, FormerRule>
  /** Whether every living process goes by this publication or a later one. */
  allActOn(publication: number): Promise<boolean>
  /** Publishes that everybody goes by the changed rule of this segment. */
  settled(segmentId: string): Promise<unknown>
}

/** A rule that was changed by a publication. `tell`: also moves that only the change brings start and end journeys. */
export interface FormerRule {
  rule: Rule
  publication: number
  tell: boolean
}

const pageSize = 200

export interface TimeRules {
  /**
   * Finds who entered or left a live segment by time alone, page by page; also who was there before the segment was. Running it
   * again moves nobody twice.
   */
  scan(): Promise<{ entered: number; left: number }>
  /**
   * Takes everybody in and out whom the changed rule of a live segment moves, once every process goes by it. Who would have moved
   * by the rule of before is told as ever; the others quietly, unless they were to be told. Returns how many it moved.
   */
  settle(): Promise<number>
}

export function createTimeRules(deps: TimeRuleDeps): TimeRules {
  async function moveAll(
    rules: Rule[],
    segmentId: string,
    change: 'entered' | 'left',
    because?: typeof byRule,
  ): Promise<number> {
    let moved = 0
    for await (const page of deps.audience.pages({ kind: 'all', rules }, { pageSize })) {
      // The page may be older than an event that moved the customer meanwhile, or than a merge.
      const crowd = [...new Set((await deps.customers.findMany(page)).values())].filter(
        ({ segments }) => segments.includes(segmentId) !== (change === 'entered'),
      )
      await deps.segments.moveAll(crowd, segmentId, change, because)
      moved += crowd.length
    }
    return moved
  }

  async function settleOne({ id, rule }: SegmentDefinition, former: FormerRule): Promise<number> {
    if (!(await deps.allActOn(former.publication))) return 0
    const because = former.tell ? undefined : byRule
    const [enters, leaves] = movesBy(id, rule)
    let moved = 0
    moved += await moveAll([...enters, not(former.rule)], id, 'entered', because)
    moved += await moveAll(enters, id, 'entered')
    moved += await moveAll([...leaves, former.rule], id, 'left', because)
    moved += await moveAll(leaves, id, 'left')
    await deps.settled(id)
    return moved
  }

  const live = () => deps.registry.segments.filter(({ kind }) => kind === 'live')

  return {
    async scan() {
      const total = { entered: 0, left: 0 }
      for (const { id, rule } of live()) {
        if (deps.former().has(id)) continue
        const [enters, leaves] = movesBy(id, rule)
        total.entered += await moveAll(enters, id, 'entered')
        total.left += await moveAll(leaves, id, 'left')
      }
      return total
    },
    async settle() {
      let moved = 0
      for (const segment of live()) {
        const former = deps.former().get(segment.id)
        if (former !== undefined) moved += await settleOne(segment, former)
      }
      return moved
    },
  }
}

const not = (rule: Rule): Rule => ({ kind: 'not', rule })

/** Of whom both hold: who enters a live segment by this rule, and who leaves it. */
export function movesBy(segmentId: string, rule: Rule): [enters: Rule[], leaves: Rule[]] {
  const isIn: Rule = { kind: 'segment', segment: segmentId }
  return [
    [rule, not(isIn)],
    [isIn, not(rule)],
  ]
}
