import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import { type Run, runSchema } from './run.ts'

/** Of runs begun since a day: all, those that came to a step, left the journey there, or reached its goal. */
export type Passing =
  | { which: 'came'; stepId: string }
  | { which: 'left'; stepId: string; reason?: string }
  | { which: 'entered' | 'reached' }

export type PassedPeople = ReturnType<typeof createPassedPeople>

/** Who is behind the totals of a journey, the newest first; nothing here moves anybody. */
export function createPassedPeople(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)

  return {
    page(
      journeyId: string,
      since: Date,
      passing: Passing,
      { after, limit }: { after: After | null; limit: number },
    ): Promise<Run[]> {
      const where = { journeyId, isTest: null as never, ...whereOf(passing) } as Filter<Run>
      const ordered = {
        collection: runs,
        where,
        field: 'startedAt',
        direction: 'falling',
        from: since,
      } as const
      return behind<Run>(ordered, after, limit)
    },
  }
}

function whereOf(passing: Passing): Filter<Run> {
  switch (passing.which) {
    case 'came':
      return { [`visits.${passing.stepId}`]: { $exists: true } }
    case 'left':
      return {
        stepId: passing.stepId,
        state: 'ended',
        endReason: passing.reason ?? { $nin: ['completed', null as never] },
      }
    case 'entered':
      return {}
    case 'reached':
      return { goalMetAt: { $exists: true } }
  }
}
