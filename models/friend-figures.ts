import type { Connection } from 'mongoose'
import { modelOf } from './collection.ts'
import { customerSchema } from './customer.ts'

export type FriendFigures = ReturnType<typeof createFriendFigures>

/** How many became friends by which 渠道活码: from the friendships as they are, by their index. */
export function createFriendFigures(connection: Connection) {
  const customers = modelOf(connection, customerSchema)
  const real = { isTest: { $ne: true }, mergedInto: { $exists: false } }

  return {
    /** People who came by this state, all and since then, and how many of all are friends by it still. */
    async cameBy(state: string, since: Date): Promise<{ all: number; recent: number; still: number }> {
      const [all, recent, still] = await Promise.all([
        customers.countDocuments({ ...real, 'follows.state': state }),
        customers.countDocuments({ ...real, follows: { $elemMatch: { state, since: { $gte: since } } }, 'follows.state': state }),
        customers.countDocuments({
          ...real,
          'follows.state': state,
          follows: { $elemMatch: { state, removedAt: { $exists: false } } },
        }),
      ])
      return { all, recent, still }
    },
  }
}
