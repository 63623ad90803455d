import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

export type FollowedCustomerReader = ReturnType<typeof createFollowedCustomerReader>

/** Whose friend somebody is. */
export function createFollowedCustomerReader(connection: Connection) {
  const customers = hotPathOf(connection, customerSchema)

  return {
    /** Friends of a member at present, by id in pages. */
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
            follows: { $elemMatch: { staff, corp, removedAt: { $exists: false } } },
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
