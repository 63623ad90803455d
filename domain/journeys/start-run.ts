import { historyMs, matches } from '../audience/evaluate.ts'
import { loadHistory, namesOf, segmentsOf } from '../audience/event-history.ts'
import type { EventHistory } from '../audience/ports.ts'
import type { Registry } from '../language/registry.ts'
import { begin, type EnterDeps, type EntryRequest } from './enter.ts'
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
  /** Those for whom the entry's `when` holds; all are of one journey. */
  async function allowed(requests: EntryRequest[]): Promise<EntryRequest[]> {
    const when = requests[0]?.enterable.definition.entry.when
    if (when === undefined) return requests
    const now = deps.clock.now()
    const since = new Date(now.getTime() - historyMs)
    const names = namesOf(when, deps.registry)
    const asked = names.length === 0 ? [] : requests.map(({ customer }) => ({ customer, names, since }))
    const found = await loadHistory(deps.history, asked)
    return requests.filter(({ customer }, index) => {
      const subject = { customer, events: found[index] ?? [] }
      return matches(when, { ...subject, inSegment: segmentsOf(deps.registry, subject, now) }, now)
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
