import { historyMs, matches } from '../audience/evaluate.ts'
import type { Registry } from '../language/registry.ts'
import { begin, type EnterDeps, type EntryRequest } from './enter.ts'

import type { EventHistory } from './ports.ts'
import type { Advance } from './runner/advance.ts'
import { lookBack, namesOf, segmentsOf } from './runner/look.ts'

export interface StartRun {
  /** Begins a run if the entry's `when` and re-entry rules allow, and takes its first steps. Returns its id. */
  now(request: EntryRequest): Promise<string | null>
  /** The same, but leaves the first steps to the job, which takes many together. */
  withOthers(request: EntryRequest): Promise<string | null>
}

export interface StartRunDeps extends EnterDeps {
  advance: Advance
  history: EventHistory
  registry: Pick<Registry, 'segment'>
}

export function createStartRun(deps: StartRunDeps): StartRun {
  async function holds({ open, customer }: EntryRequest): Promise<boolean> {
    const { when } = open.definition.entry
    if (when === undefined) return true
    const now = deps.clock.now()
    const names = namesOf(when, deps.registry)
    const [events = []] =
      names.length === 0
        ? []
        : await lookBack(deps.history, [{ customer, names, since: new Date(now.getTime() - historyMs) }])
    return matches(
      when,
      { customer, events, inSegment: segmentsOf(deps.registry, { customer, events }, now) },
      now,
    )
  }

  return {
    async now(request) {
      if (!(await holds(request))) return null
      const begun = await begin(request, 'at once', deps)
      if (begun === null) return null
      await deps.advance([begun.run], begun.token)
      return begun.run._id
    },
    async withOthers(request) {
      if (!(await holds(request))) return null
      return (await begin(request, 'with others', deps))?.run._id ?? null
    },
  }
}
