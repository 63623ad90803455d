import { copyDocument } from '../copy-document.ts'
import type { Touch } from '../touch.ts'
import { type Touches, whenReleased, withChanges, withDerived } from '../touches.ts'

/** The ledger of intended messages in memory, for simulations: the same answers as the store, nothing kept. */
export function createMemoryTouches(touches: Map<string, Touch> = new Map()): Touches {
  const some = (holds: (touch: Touch) => boolean, by: (touch: Touch) => number, limit: number): Touch[] => {
    const found = [...touches.values()].filter(holds).sort((a, b) => by(a) - by(b))
    return copyDocument(found.slice(0, limit))
  }
  const oldest = ({ createdAt }: Touch) => createdAt.getTime()
  const newest = (touch: Touch) => -oldest(touch)

  return {
    async insert(touch) {
      if (touches.has(touch._id)) return false
      touches.set(touch._id, withoutUndefined(withDerived(touch)))
      return true
    },
    find: async (touchId) => copyDocument(touches.get(touchId) ?? null),
    findMany: async (touchIds) => touchIds.flatMap((id) => copyDocument(touches.get(id) ?? null) ?? []),
    async advance(touch, changes) {
      const stored = touches.get(touch._id)
      if (stored?.rev !== touch.rev) return null
      touches.set(touch._id, withoutUndefined({ ...withChanges(stored, changes), rev: stored.rev + 1 }))
      return { ...withChanges(touch, changes), rev: touch.rev + 1 }
    },
    async countMachineOpen(touchId) {
      const touch = touches.get(touchId)
      if (touch) touch.machineOpens = (touch.machineOpens ?? 0) + 1
    },
    attemptedAt: async (at) =>
      [...touches.values()].filter(({ attempts }) =>
        attempts.some((attempt) => attempt.at.getTime() === at.getTime()),
      ),
    dueForSweep: async (now, limit) =>
      some(
        ({ sweepAt }) => sweepAt instanceof Date && sweepAt <= now,
        ({ sweepAt }) => sweepAt?.getTime() ?? 0,
        limit,
      ),
    heldBefore: async (publication, limit) =>
      some(
        ({ sweepAt, heldBy }) =>
          sweepAt !== undefined && sweepAt >= whenReleased && heldBy !== undefined && heldBy < publication,
        oldest,
        limit,
      ),
    waitingPopups: async (customerIds, purposes) =>
      some(
        ({ customerId, popupState, state, purpose }) =>
          customerIds.includes(customerId) &&
          popupState === 'waiting' &&
          state === 'sent' &&
          purposes.includes(purpose),
        oldest,
        20,
      ),
    ofCustomers: async (customerIds, limit) =>
      some(({ customerId }) => customerIds.includes(customerId), newest, limit),
    inState: async (state, limit) => some((touch) => touch.state === state, newest, limit),
  }
}

/** As the store keeps it. */
function withoutUndefined(touch: Touch): Touch {
  const fields = Object.entries(copyDocument(touch)).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields) as unknown as Touch
}
