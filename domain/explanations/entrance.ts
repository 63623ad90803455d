import type { Customer } from '../../models/customer.ts'
import type { Head, Pilot } from '../../models/definitions.ts'
import { historyMs } from '../audience/evaluate.ts'
import { loadHistory, namesOf } from '../audience/event-history.ts'
import type { EventHistory } from '../audience/ports.ts'
import { versionKeyOf } from '../definitions/keys.ts'
import { segmentWords } from '../definitions/sentences/entry.ts'
import { type DefinitionNames, namesIn } from '../definitions/sentences/names.ts'
import { type Entrance, entrancesOf, isOnSide, ruleOfSide } from '../journeys/pilot-audience.ts'
import type { Registry } from '../language/registry.ts'
import { type Explained, explainRule } from './explain-rule.ts'
import type { Check } from './trigger-checks.ts'

export interface EntranceDeps {
  history: EventHistory
  registry: Registry
}

/** The version a customer would enter; while there is a pilot, on which side of it they are. */
export interface OwnEntrance {
  /** Null when none lets them in. */
  entrance: Entrance | null
  check: Check | null
}

/** Which of the versions of a journey takes this customer, as it is decided when they enter. */
export async function findEntrance(
  journeyId: string,
  head: Head,
  customer: Customer,
  now: Date,
  deps: EntranceDeps,
): Promise<OwnEntrance> {
  const entrances = entrancesOf(head)
  const { pilot } = head
  if (pilot === undefined) return { entrance: entrances[0] ?? null, check: null }
  const ruleOf = await rulesFor(customer, now, entrances, deps)
  const entrance =
    entrances.find((one) => isOnSide(customer._id, journeyId, one.side) && (ruleOf(one)?.holds ?? true)) ??
    null
  const isInside = entrance?.side?.inside ?? false
  const where = `${isInside ? '在' : '不在'}灰度范围内（${audienceWords(pilot, namesIn(deps.registry))}）`
  const says =
    entrance === null
      ? `${where}：还没有给其他客户的版本，现在谁也不接`
      : `${where}：进入${isInside ? '灰度版本' : '正式版本'} ${versionKeyOf(journeyId, entrance.number)}`
  return { entrance, check: { what: 'pilot', ok: entrance !== null, says } }
}

/** What each version asks besides of who is on its side, for this customer. */
async function rulesFor(
  customer: Customer,
  now: Date,
  entrances: readonly Entrance[],
  { history, registry }: EntranceDeps,
): Promise<(entrance: Entrance) => Explained | undefined> {
  const rules = entrances.flatMap(({ side }) => ruleOfSide(side) ?? [])
  const names = [...new Set(rules.flatMap((rule) => namesOf(rule, registry)))]
  const since = new Date(now.getTime() - historyMs)
  const [events = []] = names.length === 0 ? [] : await loadHistory(history, [{ customer, names, since }])
  return ({ side }) => {
    const rule = ruleOfSide(side)
    return rule && explainRule(rule, { customer, events }, now, { registry, names: namesIn(registry) })
  }
}

const audienceWords = ({ share, segment }: Pilot, names: DefinitionNames): string =>
  segment === undefined ? `全部客户的 ${share}%` : segmentWords(segment, names)
