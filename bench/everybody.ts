import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb'
import type { Customer } from '../models/customer.ts'

/** Customers whose documents are made and written, or read, at a time. */
export const pageSize = 200

/** In whatever order. */
export const insertAll = <T extends Document>(into: Collection<T>, documents: T[]) =>
  into.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })

/** All customers by id, a page at a time. */
export async function* everybodyIn(customers: Collection<Customer>): AsyncGenerator<Customer[]> {
  for (let after = ''; ; ) {
    const page = await customers
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last._id
  }
}
