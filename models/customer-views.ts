import type { Connection } from 'mongoose'
import { collectionOf, date, modelOf, optionalMixed, text } from './collection.ts'

/** A list of customers a member looks at again and again. */
export interface CustomerView {
  /** `<login>:<ulid>`. */
  _id: string
  /** Login name of whose it is. */
  member: string
  name: string
  /** What the list is narrowed by, as the page asks for it. */
  filters?: Record<string, string>
  at: Date
}

const schema = collectionOf<CustomerView>('customerViews', {
  _id: text,
  member: text,
  name: text,
  filters: optionalMixed,
  at: date,
})

const mostPerMember = 50

export type CustomerViewStore = ReturnType<typeof createCustomerViewStore>

/** Saved views, each of one member. */
export function createCustomerViewStore(connection: Connection) {
  const views = modelOf(connection, schema)

  return {
    /** Those of a member, oldest first; their ids begin with the login name, which holds no colon. */
    of: (member: string): Promise<CustomerView[]> =>
      views
        .find({ _id: { $gt: `${member}:`, $lt: `${member};` } })
        .sort({ _id: 1 })
        .limit(mostPerMember)
        .lean<CustomerView[]>()
        .exec(),
    async add(view: CustomerView): Promise<void> {
      await views.insertOne(view)
    },
    /** False when this member has no such view. */
    async remove(member: string, id: string): Promise<boolean> {
      return (await views.deleteOne({ _id: id, member })).deletedCount === 1
    },
  }
}
