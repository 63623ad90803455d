import type { Collection, Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import type { Removal } from './retention-days.ts'

/** By which of the company's times something goes. */
export type RetentionPeriod = 'records' | 'tasks' | 'callbacks'

interface Rule {
  collection: string
  period: RetentionPeriod
  /** What they are sorted by, the oldest first. */
  ageBy: string
  /**
   * Those that are over; what is still open or still counts in an hour that is not sealed is not. Nothing but the age is asked for as
   * equal: the store would go by that, and through everything there is.
   */
  over(before: Date): Filter<Doc>
  /** What has to go before them, for it is found by them alone. */
  first?: (ids: string[]) => Promise<Removal[]>
}

interface Doc {
  _id: string
}

const dayMs = 86_400_000
/** As long the store keeps a raw callback by itself (`expiresAt`). */
const callbackMs = 30 * dayMs

const unfinished = ['planned', 'offered', 'accepted']

const older = (field: string, before: Date): Filter<Doc> => ({ [field]: { $lt: before } }) as Filter<Doc>
/** Not at all, or before then. */
const notSince = (field: string, before: Date): Filter<Doc> =>
  ({ $or: [{ [field]: null }, { [field]: { $lt: before } }] }) as Filter<Doc>

/** Every collection whose documents go by their age at the hands of Kelu; others the store itself lets go of. */
export const agingCollections: Readonly<Record<string, RetentionPeriod>> = {
  links: 'records',
  materialReadings: 'records',
  groupSendPeople: 'records',
  groupSends: 'records',
  touches: 'records',
  runs: 'records',
  events: 'records',
  tasks: 'tasks',
  taskCodes: 'tasks',
  inbox: 'callbacks',
}

export type OldRecords = ReturnType<typeof createOldRecords>

/**
 * Finds and takes out what is past its time. It goes behind the back of the collections' own marks: what is that old changes no
 * figure, for its hour is sealed.
 */
export function createOldRecords(connection: Connection) {
  function at(name: string): Collection<Doc> {
    if (connection.db === undefined) throw new Error('the store is not open')
    return connection.db.collection<Doc>(name)
  }

  async function idsOf(collection: string, filter: Filter<Doc>): Promise<string[]> {
    const found = await at(collection)
      .find(filter, { projection: { _id: 1 } })
      .toArray()
    return found.map(({ _id }) => _id)
  }

  const codesOf = async (ids: string[]): Promise<Removal[]> => {
    const codes = await idsOf('taskCodes', { taskId: { $in: ids } } as Filter<Doc>)
    return codes.length === 0 ? [] : [{ collection: 'taskCodes', ids: codes }]
  }

  const rules: readonly Rule[] = [
    ...(
      [
        ['links', 'createdAt'],
        ['materialReadings', 'at'],
        ['groupSendPeople', 'joinedAt'],
        ['groupSends', 'settledAt'],
      ] as const
    ).map(
      ([collection, ageBy]): Rule => ({
        collection,
        period: 'records',
        ageBy,
        over: (before) => older(ageBy, before),
      }),
    ),
    {
      collection: 'touches',
      period: 'records',
      ageBy: 'createdAt',
      over: (before) => ({ ...older('createdAt', before), ...notSince('countedAt', before) }),
    },
    {
      collection: 'runs',
      period: 'records',
      ageBy: 'endedAt',
      // Only what has ended has an end. A goal may be reached after it, and whoever listens has to have been told.
      over: (before) => ({
        ...older('endedAt', before),
        'untold.0': { $exists: false },
        ...notSince('goalMetAt', before),
      }),
    },
    {
      collection: 'events',
      period: 'records',
      ageBy: 'receivedAt',
      over: (before) => ({ ...older('receivedAt', before), ...older('at', before), open: { $ne: true } }),
    },
    {
      collection: 'tasks',
      period: 'tasks',
      ageBy: 'doneAt',
      over: (before) => older('doneAt', before),
      first: codesOf,
    },
    {
      collection: 'tasks',
      period: 'tasks',
      ageBy: 'createdAt',
      over: (before) => ({ ...older('createdAt', before), state: { $nin: [...unfinished, 'done'] } }),
      first: codesOf,
    },
    {
      collection: 'inbox',
      period: 'callbacks',
      ageBy: 'expiresAt',
      over: (before) => older('expiresAt', new Date(before.getTime() + callbackMs)),
    },
  ]

  return {
    /** What goes next, at most `limit` of one collection and what hangs on them; empty = nothing is over. */
    async next(before: Readonly<Record<RetentionPeriod, Date>>, limit: number): Promise<Removal[]> {
      for (const { collection, period, ageBy, over, first } of rules) {
        const found = await at(collection)
          .find(over(before[period]), { projection: { _id: 1 } })
          .sort({ [ageBy]: 1 })
          .limit(limit)
          .toArray()
        if (found.length === 0) continue
        const ids = found.map(({ _id }) => _id)
        return [...(first === undefined ? [] : await first(ids)), { collection, ids }]
      }
      return []
    },
    async remove({ collection, ids }: Removal): Promise<void> {
      await at(collection).deleteMany({ _id: { $in: ids } })
    },
  }
}
