import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

/** The characters of a userid that mean something else in a pattern. */
const literal = (userid: string): string => userid.replace(/[.-]/g, '\\$&')

export type FollowedCustomerReader = ReturnType<typeof createFollowedCustomerReader>

/** Whose friend somebody is. */
export function createFollowedCustomerReader(connection: Connection) {
  const customers = hotPathOf(connection, customerSchema)

  return {
    /**
     * Friends of a member at present, however the userid is written, by id in pages; with them those of members whose userid only
     * begins the same. Reads all customers once.
     */
    friendsOf(
      corp: string,
      staff: string,
      after: string,
      limit: number,
    ): Promise<Pick<Customer, '_id' | 'ids' | 'follows'>[]> {
      return customers
        .find(
          {
            _id: { $gt: after },
            follows: {
              $elemMatch: {
                staff: { $regex: `^${literal(staff)}`, $options: 'i' },
                corp,
                removedAt: { $exists: false },
              },
            },
            mergedInto: { $exists: false },
          },
          { projection: { ids: 1, follows: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },
  }
}
