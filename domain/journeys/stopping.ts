import type { Queued } from '../../models/queued-touches.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { longestBehind } from './longest.ts'

/** What stopping a journey would stop, and what it would not. */
export interface Stopping {
  /** Messages that are not out yet, by channel; ending takes them back, stopping lets them go. */
  queued: Queued[]
  /** When everybody has walked to the end, if nobody enters any more; null when nobody is inside, or nobody can tell. */
  walkedOutBy: Date | null
}

/** What happens to whom when a journey is stopped, before it is. */
export function createStopping(deps: {
  queued: { of(journeyId: string): Promise<Queued[]> }
  standing: { lastDue(versionIds: string[]): Promise<{ versionId: string; stepId: string; at: Date }[]> }
  versionIdsOf: (journeyId: string) => Promise<string[]>
  versionOf: (versionId: string) => Promise<JourneyDefinition | null>
}) {
  async function walkedOutBy(journeyId: string): Promise<Date | null> {
    let last: number | null = null
    for (const { versionId, stepId, at } of await deps.standing.lastDue(await deps.versionIdsOf(journeyId))) {
      const definition = await deps.versionOf(versionId)
      const behind = definition && longestBehind(definition, stepId)
      if (behind === null) return null
      last = Math.max(last ?? 0, at.getTime() + behind)
    }
    return last === null ? null : new Date(last)
  }

  return async function stopping(journeyId: string): Promise<Stopping> {
    const [queued, by] = await Promise.all([deps.queued.of(journeyId), walkedOutBy(journeyId)])
    return { queued, walkedOutBy: by }
  }
}
