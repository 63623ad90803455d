import type { JourneyStore } from '../journeys.ts'

/** How far timed entries are made, in memory, for simulations: the same answers as the store. */
export function createMemoryJourneys(entered: Map<string, Date> = new Map()): JourneyStore {
  return {
    enteredUntil: async () => new Map(entered),
    async noteEntered(journeyId, until) {
      const known = entered.get(journeyId)
      if (known === undefined || known < until) entered.set(journeyId, until)
    },
  }
}
