import type { JourneyStore } from '../journeys.ts'

/** How far timed entries are made, in memory, for simulations: the same answers as the store. */
export function createMemoryJourneys(entered: Map<string, Date> = new Map()): JourneyStore {
  const present = new Map<string, number>()

  return {
    enteredUntil: async () => new Map(entered),
    presentEntered: async (journeyId) => present.get(journeyId) ?? 0,
    async notePresentEntered(journeyId, publication) {
      present.set(journeyId, Math.max(publication, present.get(journeyId) ?? 0))
    },
    async noteEntered(journeyId, until) {
      const known = entered.get(journeyId)
      if (known === undefined || known < until) entered.set(journeyId, until)
    },
  }
}
