import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** 0 not sent, 1 sent, 2 no friend any more, 3 the customer had as many as WeCom lets them have. */
export type SendStatus = 0 | 1 | 2 | 3

/**
 * joined  the touch waits for the window to close   asked  WeCom was, or is being, told of them
 * left    closed without them                        settled  the touch has its outcome
 */
export const partStates = ['joined', 'asked', 'left', 'settled'] as const
export type PartState = (typeof partStates)[number]

/** One customer of a group-send; `_id` = `<group-send>:<external_userid>`. */
export interface GroupSendPerson {
  _id: string
  groupSend: string
  externalUserid: string
  touchId: string
  customerId: string
  state: PartState
  /** What was read first, after it was cancelled. */
  seen?: SendStatus
  /** sent, or why not. */
  outcome?: string
  joinedAt: Date
}

export const groupSendPersonSchema = collectionOf<GroupSendPerson>('groupSendPeople', {
  _id: text,
  groupSend: text,
  externalUserid: text,
  touchId: text,
  customerId: text,
  state: oneOf(...partStates),
  seen: Number,
  outcome: String,
  joinedAt: date,
})
groupSendPersonSchema.index({ groupSend: 1, state: 1, _id: 1 })
groupSendPersonSchema.index({ touchId: 1 })
groupSendPersonSchema.index({ customerId: 1 })
// Of those past their time.
groupSendPersonSchema.index({ joinedAt: 1 })

/** How the customers of a group-send stand. */
export interface PartTally {
  groupSend: string
  state: PartState
  outcome?: string | null
  people: number
}

export type GroupSendPeople = ReturnType<typeof createGroupSendPeopleStore>

export const personKey = (groupSend: string, externalUserid: string): string =>
  `${groupSend}:${externalUserid}`

/** Who is in which group-send, and what became of it for them. */
export function createGroupSendPeopleStore(connection: Connection) {
  const people = hotPathOf(connection, groupSendPersonSchema)

  return {
    /** Once for each customer; false when they are in already. */
    insert: (person: GroupSendPerson): Promise<boolean> => unlessPresent(people.insertOne(person)),

    find: (_id: string): Promise<GroupSendPerson | null> => people.findOne({ _id }),

    /** How a touch takes part in a group-send. */
    ofTouch: (touchId: string, groupSend: string): Promise<GroupSendPerson | null> =>
      people.findOne({ touchId, groupSend }),

    ofCustomer: (customerId: string, groupSend: string): Promise<GroupSendPerson | null> =>
      people.findOne({ customerId, groupSend }),

    /** The group-sends somebody is in, by any of their ids, that are not over for them. */
    async openOf(customerIds: readonly string[]): Promise<string[]> {
      const open: PartState[] = ['joined', 'asked']
      const found = await people
        .find({ customerId: { $in: [...customerIds] }, state: { $in: open } })
        .toArray()
      return found.map(({ groupSend }) => groupSend)
    },

    /** Those who have joined are in it for good. */
    async ask(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      await people.updateMany({ _id: { $in: [...ids] }, state: 'joined' }, { $set: { state: 'asked' } })
    },

    /** From one state to another; false when they were in a different one. */
    async move(_id: string, from: PartState, to: PartState, outcome?: string): Promise<boolean> {
      const { modifiedCount } = await people.updateOne(
        { _id, state: from },
        { $set: { state: to, ...(outcome !== undefined && { outcome }) } },
      )
      return modifiedCount === 1
    },

    /** Those in a state, in the order of their ids, after one. */
    inState: (
      groupSend: string,
      state: PartState,
      after: string,
      limit: number,
    ): Promise<GroupSendPerson[]> =>
      people
        .find({ groupSend, state, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),

    count: (groupSend: string, state: PartState): Promise<number> =>
      people.countDocuments({ groupSend, state }),

    /** Keeps what was read of them the first time. */
    async keepSeen(seen: readonly { _id: string; seen: SendStatus }[]): Promise<void> {
      if (seen.length === 0) return
      await people.bulkWrite(
        seen.map(({ _id, seen }) => ({ updateOne: { filter: { _id }, update: { $set: { seen } } } })),
        { ordered: false },
      )
    },

    /** How many of each of these are where. */
    async tally(groupSends: readonly string[]): Promise<PartTally[]> {
      const rows = await people
        .aggregate<{ _id: Omit<PartTally, 'people'>; people: number }>([
          { $match: { groupSend: { $in: [...groupSends] } } },
          {
            $group: {
              _id: { groupSend: '$groupSend', state: '$state', outcome: '$outcome' },
              people: { $sum: 1 },
            },
          },
        ])
        .toArray()
      return rows.map(({ _id, people: n }) => ({ ..._id, people: n }))
    },
  }
}
