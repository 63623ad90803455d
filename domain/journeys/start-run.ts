import { historyMs, matches } from '../audience/evaluate.ts'
import { loadHistory, namesOf, segmentsOf } from '../audience/event-history.ts'
import type { EventHistory } from '../audience/ports.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import { begin, type EnterDeps, type EntryRequest } from './enter.ts'
import { isOnSide, ruleOfSide } from './pilot-audience.ts'
import type { Advance } from './runner/advance.ts'

export interface StartRun {
  /** Begins a run if the entry's `when` and re-entry rules allow, and takes its first steps. Returns its id. */
  now(request: EntryRequest): Promise<string | null>
  /** The same for many of one journey, who go through the store together; leaves the first steps to the job. Returns how many began. */
  together(requests: EntryRequest[]): Promise<number>
}

export interface StartRunDeps extends EnterDeps {
  advance: Advance
  history: EventHistory
  registry: Pick<Registry, 'segment'>
}

export function createStartRun(deps: StartRunDeps): StartRun {
  /** Those for whom the entry's `when` holds, and who are on the version's side of a pilot; all are of one version. */
  async function allowed(requests: EntryRequest[]): Promise<EntryRequest[]> {
    const [first] = requests
    if (first === undefined) return []
    const { definition, side } = first.enterable
    const onSide = requests.filter(({ customer }) => isOnSide(customer._id, definition.id, side))
    const rule = bothOf(definition.entry.when, ruleOfSide(side))
    if (rule === undefined) return onSide
    const now = deps.clock.now()
    const since = new Date(now.getTime() - historyMs)
    const names = namesOf(rule, deps.registry)
    const asked = names.length === 0 ? [] : onSide.map(({ customer }) => ({ customer, names, since }))
    const found = await loadHistory(deps.history, asked)
    return onSide.filter(({ customer }, index) => {
      const subject = { customer, events: found[index] ?? [] }
      return matches(rule, { ...subject, inSegment: segmentsOf(deps.registry, subject, now) }, now)
    })
  }

  return {
    async now(request) {
      const [begun] = await begin(await allowed([request]), 'at once', deps)
      if (begun === undefined) return null
      await deps.advance([begun.run], begun.token)
      return begun.run._id
    },
    async together(requests) {
      return (await begin(await allowed(requests), 'with others', deps)).length
    },
  }
}

function bothOf(one: Rule | undefined, other: Rule | undefined): Rule | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return { kind: 'all', rules: [one, other] }
}
