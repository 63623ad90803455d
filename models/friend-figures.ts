import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

export type FriendFigures = ReturnType<typeof createFriendFigures>

/** People who came by a code: all of them and lately, and how many of all are friends by it still. */
export interface CameBy {
  all: number
  recent: number
  still: number
}

const atATime = 2_000

/** How many became friends by which 渠道活码: from the friendships as they are, found by their index, each person read once. */
export function createFriendFigures(connection: Connection) {
  // Hot: a code may have brought a good part of everybody.
  const customers = hotPathOf(connection, customerSchema)
  const real = { isTest: { $ne: true }, mergedInto: { $exists: false } }

  return {
    /** `recent` = since then. */
    async cameBy(state: string, since: Date): Promise<CameBy> {
      const came = { all: 0, recent: 0, still: 0 }
      const found = customers
        .find<Pick<Customer, 'follows'>>({ ...real, 'follows.state': state } as Filter<Customer>, {
          projection: { follows: 1, _id: 0 },
        })
        .batchSize(atATime)
      for await (const { follows } of found) {
        const own = follows.filter((follow) => follow.state === state)
        came.all += 1
        came.recent += Number(own.some((follow) => follow.since >= since))
        came.still += Number(own.some(({ removedAt }) => removedAt === undefined))
      }
      return came
    },
  }
}
