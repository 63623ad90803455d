import { matches } from '../audience/evaluate.ts'
import { segmentsOf } from '../audience/event-history.ts'
import type { WorldwideAudience } from '../audience/ports.ts'
import type { Clock } from '../clock.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import type { StageMemory } from './stage-memory.ts'

/** Whom a rule holds for, of the people on a stage. */
export function createStageAudience(deps: {
  memory: Pick<StageMemory, 'customers' | 'events'>
  registry: Pick<Registry, 'segment'>
  clock: Clock
}): WorldwideAudience {
  const { memory, registry, clock } = deps
  function whoOf(rule: Rule): string[] {
    const now = clock.now()
    const found = [...memory.customers.values()].filter((customer) => {
      const events = [...memory.events.values()].filter(({ customerId }) => customerId === customer._id)
      const subject = { customer, events }
      return matches(rule, { ...subject, inSegment: segmentsOf(registry, subject, now) }, now)
    })
    return found.map(({ _id }) => _id)
  }

  return {
    zones: async () => [...memory.customers.values()].flatMap(({ profile }) => profile.timeZone ?? []),
    async *pages(rule) {
      const ids = whoOf(rule)
      if (ids.length > 0) yield ids
    },
    async *crowds(rule) {
      const ids = whoOf(rule)
      if (ids.length > 0) yield { ids }
    },
  }
}
