import type { NthEntry } from '../entries.ts'
import { type EventRecord, type EventStore, toEvent } from '../events.ts'

/** What happened to few people, in memory, for simulations: the same answers as the store. */
export function createMemoryEvents(events: Map<string, EventRecord> = new Map()): EventStore {
  const change = (id: string, edit: (event: EventRecord) => EventRecord): void => {
    const event = events.get(id)
    if (event !== undefined) events.set(id, edit(event))
  }
  const openOnes = (): EventRecord[] => [...events.values()].filter(({ open }) => open === true)

  return {
    async insert(accepted, open) {
      const fresh = new Set<string>()
      for (const event of accepted) {
        if (events.has(event._id)) continue
        fresh.add(event._id)
        const isOpen = open.ids.has(event._id)
        events.set(event._id, isOpen ? { ...event, open: true, openSince: open.since } : event)
      }
      return fresh
    },
    find: async (id) => events.get(id) ?? null,
    findOpen: async (ids) =>
      ids
        .flatMap((id) => events.get(id) ?? [])
        .filter(({ open }) => open === true)
        .sort(inOrder),
    waitingSince: async (before, limit) =>
      openOnes()
        .filter(({ openSince }) => openSince !== undefined && openSince <= before)
        .sort((a, b) => (a.openSince?.getTime() ?? 0) - (b.openSince?.getTime() ?? 0))
        .slice(0, limit),
    async remove(id) {
      events.delete(id)
    },
    async close(id) {
      change(id, (event) => {
        const { open: _open, openSince: _since, tries: _tries, applied: _applied, ...rest } = event
        return rest
      })
    },
    async postpone(id, { openSince, tries, applied }) {
      change(id, (event) =>
        event.open ? { ...event, openSince, tries, ...(applied && { applied: true }) } : event,
      )
    },
    async noteEntry(id, journeyId, begins) {
      const earlier = events.get(id)?.begins?.[journeyId]
      if (earlier !== undefined) return earlier
      if (!events.has(id)) throw new Error(`event ${id} is not there to begin anything`)
      change(id, (event) => ({ ...event, begins: { ...event.begins, [journeyId]: begins } }))
      return begins
    },
    async forgetEntry(id, journeyId, { entry, n }: NthEntry) {
      const noted = events.get(id)?.begins?.[journeyId]
      if (noted?.entry._id !== entry._id || noted.n !== n) return
      change(id, (event) => {
        const { [journeyId]: _gone, ...begins } = event.begins ?? {}
        return { ...event, begins }
      })
    },
    async history(customerIds, { names, since, limit }) {
      const found: EventRecord[] = []
      const [sinceMs, asked] = [since.getTime(), new Set(names)]
      for (const event of events.values()) {
        if (asked.has(event.name) && event.at.getTime() >= sinceMs && customerIds.includes(event.customerId))
          found.push(event)
      }
      return found.sort(inOrder).slice(-limit).map(toEvent)
    },
  }
}

const inOrder = (a: EventRecord, b: EventRecord): number =>
  a.at.getTime() - b.at.getTime() || compare(a._id, b._id)

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
