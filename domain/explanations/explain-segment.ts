import { historyMs } from '../audience/evaluate.ts'
import { loadHistory, namesOf } from '../audience/event-history.ts'
import { namesIn } from '../definitions/sentences/names.ts'
import type { Explanations } from './contract.ts'
import { explainRule } from './explain-rule.ts'
import { type ExplanationDeps, findDefinition } from './find-definition.ts'

const movesOf = ['segment.entered', 'segment.left']

export function createExplainSegment(deps: ExplanationDeps): Explanations['segment'] {
  const { registry } = deps.published

  return async (customer, segmentId) => {
    const { head, version, definition } = await findDefinition(deps, 'segment', segmentId)
    const now = deps.clock.now()
    const [events = []] = await loadHistory(deps.events, [
      {
        customer,
        names: [...new Set([...namesOf(definition.rule, registry), ...movesOf])],
        since: new Date(now.getTime() - historyMs),
      },
    ])
    const rule = explainRule(definition.rule, { customer, events }, now, {
      registry,
      names: namesIn(registry),
    })
    const isLive = definition.kind === 'live'
    const inside = isLive ? customer.segments.includes(segmentId) : rule.holds
    return {
      id: segmentId,
      name: definition.name,
      state: head.state,
      version,
      at: now,
      customerId: customer._id,
      kind: definition.kind,
      inside,
      says: answer(inside, rule.holds),
      rule,
      moves: isLive
        ? events
            .filter(({ name, props }) => movesOf.includes(name) && props.segment === segmentId)
            .map(({ name, at }) => ({ at, change: name === 'segment.entered' ? 'entered' : 'left' }) as const)
            .reverse()
        : [],
    }
  }
}

function answer(inside: boolean, holds: boolean): string {
  if (inside === holds) return inside ? '在人群包里：条件都符合' : '不在人群包里：条件不符合'
  return inside
    ? '还在人群包里，但条件已经不符合：下次计算时离开'
    : '还不在人群包里，但条件已经符合：下次计算时进入'
}
