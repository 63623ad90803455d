import { ulid } from 'ulid'
import type { Customer } from '../../models/customer.ts'
import type { EntryStore } from '../../models/entries.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { RunStore } from '../../models/runs.ts'
import { historyMs, matchesProps } from '../audience/evaluate.ts'
import type { EventHistory } from '../audience/ports.ts'
import type { Clock } from '../clock.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { begin, keyOf } from './enter.ts'
import type { Holds } from './holds.ts'

interface TestWalkDeps {
  runs: RunStore
  entries: EntryStore
  history: EventHistory
  holds: Pick<Holds, 'atEntry' | 'atStep'>
  clock: Clock
}

interface TestWalk {
  /** A stored version, published or not. */
  versionId: string
  definition: JourneyDefinition
  customer: Customer
  /** No step waits longer than this. */
  waitAtMostMs: number
}

export type TestWalkOutcome =
  | {
      kind: 'begun'
      runId: string /** What it is entered with, where events lead in. */
      as: KeluEvent | null
    }
  | { kind: 'refused'; why: 'noTestAccount' | 'onTheWay' }
  /** The journey is bound to something only an event says, e.g. an order. */
  | { kind: 'refused'; why: 'noEvent'; event: string }
  /** Paused, or a definition it leans on is not in use. */
  | { kind: 'refused'; why: 'held'; by: string }

/** Anything but its own history is left alone. */
const nothingNoted = {
  noteEntry: async <T>(_: string, __: string, begins: T) => begins,
  forgetEntry: async () => {},
}

/**
 * Sends a test account on its way through a version, whatever leads into the journey and however often it went before. The run is
 * written down and due at once: whoever runs takes it from there, through the same steps, gates and channels as everybody.
 */
export function createTestWalk({ runs, entries, history, holds, clock }: TestWalkDeps) {
  return async function walk(asked: TestWalk): Promise<TestWalkOutcome> {
    const { versionId, definition, customer, waitAtMostMs } = asked
    if (!customer.isTest) return { kind: 'refused', why: 'noTestAccount' }
    const by = holds.atEntry(definition) ?? holds.atStep(definition, definition.first)
    if (by !== null) return { kind: 'refused', why: 'held', by }
    const { entry } = definition
    const as = await lastOccasion(asked)
    if (entry.kind === 'event' && keyOf(definition, as ?? undefined) === null)
      return { kind: 'refused', why: 'noEvent', event: entry.event }
    const now = clock.now()
    const [begun] = await begin(
      [
        {
          enterable: { versionId, definition, since: now },
          customer,
          cause: `test:${ulid(now.getTime())}`,
          ...(as && { event: as }),
          walk: { waitAtMostMs },
        },
      ],
      'with others',
      // Nobody leases what others take up.
      { runs, entries, occasions: nothingNoted, clock, workerId: 'test-walk', leaseMs: 0 },
    )
    return begun === undefined
      ? { kind: 'refused', why: 'onTheWay' }
      : { kind: 'begun', runId: begun.run._id, as }
  }

  /** The newest event of theirs that would lead in. */
  async function lastOccasion({ definition: { entry }, customer }: TestWalk): Promise<KeluEvent | null> {
    if (entry.kind !== 'event') return null
    const now = clock.now()
    const since = new Date(now.getTime() - historyMs)
    const ids = [customer._id, ...customer.mergedFrom]
    const found = await history.history(ids, { names: [entry.event], since, limit: 50 })
    const { where } = entry
    const fits = ({ props }: KeluEvent) => where === undefined || matchesProps(where, props, now)
    return found.findLast(fits) ?? null
  }
}
