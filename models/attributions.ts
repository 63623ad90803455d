import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { collectionOf, date, hotPathOf, listOf, number, oneOf, partOf, text } from './collection.ts'
import type { Channel } from './customer.ts'
import type { OrderKey } from './order-entry.ts'
import { isSameDocument } from './same-document.ts'

/** By which way a customer was reached: a message's channel, a finished follow-up, words sent into the chat. */
export type ContactChannel = Channel | 'followUp' | 'words'

/** What somebody was as a buyer just before an order. */
export const customerGroups = ['new', 'potential', 'regular', 'high', 'returning'] as const
export type CustomerGroup = (typeof customerGroups)[number]

/** One contact before an order, and what of its money each model gives it, in fen. */
export interface PathStep {
  /** Id of the touch or the task, or of the event that told of words. */
  contact: string
  channel: ContactChannel
  /** Id of the message; `followUp`, `words` where there is none. */
  content: string
  /** The first and the last sign of it within the window. */
  firstAt: Date
  lastAt: Date
  firstFen: number
  lastFen: number
  linearFen: number
}

/** To which contacts the money of one order is given. Kept of every order that counts, and of no other. */
export interface Attribution {
  _id: OrderKey
  /** Whose it is: the person as they are since their last merge. */
  customerId: string
  paidAt: Date
  /** Net of refunds, as they stand. */
  netFen: number
  /** Of the company's day of the payment, Monday = 1. */
  weekday: number
  /** The shop's id; absent where it told none. */
  storeId?: string
  group: CustomerGroup
  /** Worth of the coupons it was paid with. */
  couponFen: number
  /** In the order in which they first showed; empty = nobody touched them. */
  path: PathStep[]
  /** What tells ways apart that lists put together: channels and contents of the path, shortened. */
  way: string
}

const schema = collectionOf<Attribution>('attributions', {
  _id: text,
  customerId: text,
  paidAt: date,
  netFen: number,
  weekday: number,
  storeId: String,
  group: oneOf(...customerGroups),
  couponFen: number,
  path: listOf(
    partOf<PathStep>({
      contact: text,
      channel: text,
      content: text,
      firstAt: date,
      lastAt: date,
      firstFen: number,
      lastFen: number,
      linearFen: number,
    }),
  ),
  way: text,
})
schema.index({ paidAt: 1 })
schema.index({ storeId: 1, paidAt: 1 })
schema.index({ customerId: 1, paidAt: 1 })

/** Which orders of a stretch are looked at; of what is left out, all. */
export interface AttributionFilter {
  /** null = those the shop told no store of. */
  storeId?: string | null
  group?: CustomerGroup
  /** Those that give this content over this channel something by one of the models. */
  given?: Pick<PathStep, 'channel' | 'content'> & { by: 'firstFen' | 'lastFen' | 'linearFen' }
  weekday?: number
  way?: string
  /** Orders nobody touched, or those somebody did. */
  touched?: boolean
}

export type AttributionStore = ReturnType<typeof createAttributionStore>

/** What was worked out of each order that counts. */
export function createAttributionStore(connection: Connection) {
  const attributions = hotPathOf(connection, schema)

  return {
    /** Of these people, by any id they had, paid since then. */
    ofCustomers(customerIds: readonly string[], since: Date): Promise<Attribution[]> {
      return attributions.find({ customerId: { $in: [...customerIds] }, paidAt: { $gte: since } }).toArray()
    },
    /** The newest order of each of these who paid since then. */
    async buyersAmong(customerIds: readonly string[], since: Date): Promise<Map<string, Date>> {
      const found = await attributions
        .find(
          { customerId: { $in: [...customerIds] }, paidAt: { $gte: since } },
          { projection: { customerId: 1, paidAt: 1 } },
        )
        .toArray()
      const newest = new Map<string, Date>()
      for (const { customerId, paidAt } of found) {
        const known = newest.get(customerId)
        if (known === undefined || paidAt > known) newest.set(customerId, paidAt)
      }
      return newest
    },
    /** Makes what is kept of these orders what `present` says; how many differed. */
    async replace(kept: readonly Attribution[], present: readonly Attribution[]): Promise<number> {
      const before = new Map(kept.map((one) => [one._id, one]))
      const changed = present.filter((one) => {
        const known = before.get(one._id)
        return known === undefined || !isSameDocument(known, one)
      })
      const stays = new Set(present.map(({ _id }) => _id))
      const gone = kept.filter(({ _id }) => !stays.has(_id)).map(({ _id }) => _id)
      if (changed.length > 0)
        await attributions.bulkWrite(
          changed.map((one) => ({
            replaceOne: { filter: { _id: one._id }, replacement: one, upsert: true },
          })),
        )
      if (gone.length > 0) await attributions.deleteMany({ _id: { $in: gone } })
      return changed.length + gone.length
    },
    /** All that was paid in [from, to), some at a time. */
    async *paidWithin(from: Date, to: Date, filter: AttributionFilter = {}): AsyncGenerator<Attribution> {
      for await (const one of attributions.find({ ...where(filter), paidAt: { $gte: from, $lt: to } }))
        yield one
    },
    /** A page of those, the earliest first. */
    page(
      { from, to }: { from: Date; to: Date },
      filter: AttributionFilter,
      after: After | null,
      limit: number,
    ): Promise<Attribution[]> {
      return behind<Attribution>(
        {
          collection: attributions,
          where: where(filter),
          field: 'paidAt',
          direction: 'rising',
          from,
          until: to,
        },
        after,
        limit,
      )
    },
  }
}

function where({ storeId, group, given, weekday, way, touched }: AttributionFilter) {
  return {
    ...(storeId !== undefined && { storeId: storeId as never }),
    ...(group !== undefined && { group }),
    ...(given !== undefined && {
      path: {
        $elemMatch: { channel: given.channel, content: given.content, [given.by]: { $gt: 0 } },
      },
    }),
    ...(weekday !== undefined && { weekday }),
    ...(way !== undefined && { way }),
    ...(touched !== undefined && { 'path.0': { $exists: touched } }),
  } as object
}
