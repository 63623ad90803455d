import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

/** A customer as far as friendships are concerned. */
export type Friend = Pick<Customer, '_id' | 'ids' | 'follows'>

export type FriendReader = ReturnType<typeof createFriendReader>

/** Customers by the member they are or were a friend of. */
export function createFriendReader(connection: Connection) {
  const customers = hotPathOf(connection, customerSchema)

  return {
    /** The next by id who know this member under one of these spellings, friendships that ended included. */
    ofStaff(spellings: readonly string[], after: string, limit: number): Promise<Friend[]> {
      return customers
        .find(
          { 'follows.staff': { $in: [...spellings] }, _id: { $gt: after } },
          { projection: { ids: 1, follows: 1, mergedInto: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray() as unknown as Promise<Friend[]>
    },
  }
}
