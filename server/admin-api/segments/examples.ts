import { describe } from '../../../domain/audience/describe.ts'
import { decide, historyMs } from '../../../domain/audience/evaluate.ts'
import { loadHistory, namesOf } from '../../../domain/audience/event-history.ts'
import type { EventHistory } from '../../../domain/audience/ports.ts'
import type { Audience } from '../../../domain/audience/query.ts'
import type { Surveyor } from '../../../domain/audience/surveyor.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import { type Explained, explainRule, leavesOfExplained } from '../../../domain/explanations/explain-rule.ts'
import type { Customer } from '../../../models/customer.ts'
import type { Owner } from '../customers/present.ts'
import { presentRow } from '../customers/present.ts'
import { type Condition, readRule } from './read-rule.ts'

const wanted = { in: 6, nearly: 4 }
/** Real time a person waits for examples of who is rare. */
const patienceMs = 3_000

export interface ExampleDeps {
  surveyor: Surveyor
  audience: Pick<Audience, 'pages'>
  history: EventHistory
  customers: Pick<Customers, 'findMany' | 'masked'>
  owners: (userids: readonly (string | undefined)[]) => Promise<(userid: string) => Owner>
  published: Pick<Published, 'snapshot'>
  clock: Clock
  realClock: Clock
}

/** People a rule holds for, and nearly holds for, each with what is so. */
export function createExamples(deps: ExampleDeps) {
  const { surveyor, audience, history, customers, published, clock, realClock } = deps

  async function pick(conditions: readonly Condition[]): Promise<Customer[]> {
    const rules = conditions.map(({ resolved }) => resolved)
    const [found, nearly] = [new Map<string, Customer>(), new Map<string, Customer>()]
    const now = clock.now()
    for await (const people of surveyor.some({ conditions: rules, exclude: {} })) {
      for (const person of people) {
        if (person.customer.isTest) continue
        const failed = rules.filter((rule) => !decide(rule, person, now)).length
        const kept = failed === 0 ? found : failed === 1 ? nearly : null
        const most = failed === 0 ? wanted.in : wanted.nearly
        if (kept && kept.size < most) kept.set(person.customer._id, person.customer)
      }
      if (found.size === wanted.in && nearly.size === wanted.nearly) break
    }
    if (found.size < wanted.in) for (const one of await rare(conditions)) found.set(one._id, one)
    return [...[...found.values()].slice(0, wanted.in), ...nearly.values()]
  }

  /** Of whom a sample met too few: looked for by what the rule asks, as long as people wait. */
  async function rare(conditions: readonly Condition[]): Promise<Customer[]> {
    const until = realClock.now().getTime() + patienceMs
    const ids: string[] = []
    const rule = { kind: 'all' as const, rules: conditions.map(({ rule: one }) => one) }
    for await (const page of audience.pages(rule, { without: 'test accounts' })) {
      ids.push(...page)
      if (ids.length >= wanted.in || realClock.now().getTime() > until) break
    }
    return [...(await customers.findMany(ids.slice(0, wanted.in))).values()]
  }

  /** Each of these people, condition by condition. */
  async function explain(people: readonly Customer[], written: Record<string, unknown>) {
    const { registry } = published.snapshot()
    const { rule, conditions } = readRule(written, registry)
    const words = { registry, names: namesIn(registry) }
    const now = clock.now()
    const names = [...new Set(namesOf(rule, registry))]
    const since = new Date(now.getTime() - historyMs)
    const events = await loadHistory(
      history,
      people.map((customer) => ({ customer, names, since })),
    )
    const ownerOf = await deps.owners(people.map(({ owner }) => owner))
    return {
      columns: conditions.map((condition) => describe(condition.rule, words.names)),
      items: people.map((customer, at) => {
        const explained = conditions.map((condition) =>
          explainRule(condition.rule, { customer, events: events[at] ?? [] }, now, words),
        )
        const missing = explained.filter(({ holds }) => !holds)
        const { id, name, owner } = presentRow(customer, customers.masked(customer), ownerOf)
        return {
          id,
          name,
          where: owner?.store ?? owner?.department ?? null,
          isIn: missing.length === 0,
          cells: explained.map((one) => ({ ok: one.holds, actual: actualOf(one) })),
          missing:
            missing.length === 0
              ? null
              : missing.map((one) => `要 ${one.says}，实际：${actualOf(one)}`).join('；'),
        }
      }),
    }
  }

  return {
    async ten(written: Record<string, unknown>) {
      const { conditions } = readRule(written, published.snapshot().registry)
      return explain(await pick(conditions), written)
    },
    of: explain,
  }
}

/** What is so, at one leaf or at all of a group. */
function actualOf(explained: Explained): string {
  return leavesOfExplained(explained)
    .map(({ actual, says, holds }) => actual ?? (holds ? says : `不是：${says}`))
    .join('；')
}
