import type { Connection } from 'mongoose'
import { collectionOf, date, flag, hotPathOf, listOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** What an order that waits for its payment keeps from others. */
export interface StockHold {
  /** Number of the order. */
  no: string
  quantity: number
  at: Date
}

/** What is said of something for sale. Money in whole fen. */
export interface SkuWords {
  /** What customers look at and choose a sku of: skus of one product have its id and name in common. */
  productId: string
  name: string
  /** What tells it from the other skus of its product: `50ml`. */
  spec?: string
  category?: string
  /** Its picture: `media:<sha-256>` of one that was uploaded, or the address of one that stands elsewhere. */
  picture?: string
  priceFen: number
  isOn: boolean
}

/** Something for sale, by the piece. `onHand` = `free` + what `holds` keep; `free`, `holds` and `sold` together never change by an order. */
export interface Sku extends SkuWords {
  _id: string
  /** What lies in the warehouse, what is held included. */
  onHand: number
  /** What nobody holds: beside `onHand` because a condition cannot count. */
  free: number
  sold: number
  holds: StockHold[]
  /** Orders that let go or were paid, the newest last: none of them holds anything again. */
  over: string[]
}

/** More orders that wait at once are told to come back: the document is written as a whole. */
const mostHolds = 1_000
/** Far more than are let go while one order is being placed. */
const overKept = 200

const schema = collectionOf<Sku>('skus', {
  _id: text,
  productId: text,
  name: text,
  spec: String,
  category: String,
  picture: String,
  priceFen: number,
  isOn: flag,
  onHand: number,
  free: number,
  sold: number,
  holds: listOf(partOf<StockHold>({ no: text, quantity: number, at: date })),
  over: listOf(String),
})
schema.index({ productId: 1, _id: 1 })
schema.index({ isOn: 1, productId: 1, _id: 1 })

/** `over`: that order is paid, closed or given up. `crowded`: too many orders wait for their payment at once. */
export type HoldOutcome = 'held' | 'gone' | 'short' | 'over' | 'crowded'
export type StockOutcome = 'set' | 'gone' | 'held'

export type SkuStore = ReturnType<typeof createSkuStore>

/** Every change of stock is one conditional update of one document. */
export function createSkuStore(connection: Connection) {
  const skus = hotPathOf(connection, schema)

  /** Takes what an order holds away, once; without a hold it is noted all the same, so that none is taken later. */
  async function end(
    _id: string,
    no: string,
    countedAs: (quantity: number) => Partial<Record<'free' | 'onHand' | 'sold', number>>,
  ): Promise<void> {
    const over = { over: { $each: [no], $slice: -overKept } }
    for (;;) {
      const sku = await skus.findOne({ _id })
      if (sku === null || sku.over.includes(no)) return
      const hold = sku.holds.find((one) => one.no === no)
      const { matchedCount } =
        hold === undefined
          ? await skus.updateOne({ _id, 'holds.no': { $ne: no }, over: { $ne: no } }, { $push: over })
          : await skus.updateOne(
              { _id, holds: { $elemMatch: { no, quantity: hold.quantity } } },
              { $pull: { holds: { no } }, $push: over, $inc: countedAs(hold.quantity) },
            )
      if (matchedCount === 1) return
    }
  }

  return {
    find: (_id: string): Promise<Sku | null> => skus.findOne({ _id }),
    async findMany(ids: readonly string[]): Promise<Map<string, Sku>> {
      const found = await skus.find({ _id: { $in: [...ids] } }).toArray()
      return new Map(found.map((sku) => [sku._id, sku]))
    },
    /** By product, after that place. */
    list(
      {
        after,
        onSale,
        category,
      }: { after?: Pick<Sku, 'productId' | '_id'>; onSale?: true; category?: string },
      limit: number,
    ): Promise<Sku[]> {
      return skus
        .find({
          ...(onSale && { isOn: true }),
          ...(category !== undefined && { category }),
          ...(after && {
            $or: [
              { productId: { $gt: after.productId } },
              { productId: after.productId, _id: { $gt: after._id } },
            ],
          }),
        })
        .sort({ productId: 1, _id: 1 })
        .limit(limit)
        .toArray()
    },
    /** Pictures of all there is, on sale or not. */
    async *pictures(): AsyncGenerator<string> {
      const named = skus.find({ picture: { $exists: true } }, { projection: { picture: 1 } })
      for await (const { picture } of named) if (picture !== undefined) yield picture
    },
    ofProduct: (productId: string, limit: number): Promise<Sku[]> =>
      skus.find({ productId }).sort({ _id: 1 }).limit(limit).toArray(),

    /** Says this of it from now on; a new one has no stock yet. */
    async say(_id: string, words: SkuWords): Promise<void> {
      const { spec, category, picture, ...needed } = words
      const optional = Object.entries({ spec, category, picture })
      const kept = Object.fromEntries(optional.filter(([, value]) => value !== undefined))
      const gone = Object.fromEntries(
        optional.filter(([, value]) => value === undefined).map(([name]) => [name, 1 as const]),
      )
      const fresh = { onHand: 0, free: 0, sold: 0, holds: [], over: [] }
      const said = () =>
        skus.updateOne(
          { _id },
          { $set: { ...needed, ...kept }, $unset: gone, $setOnInsert: fresh },
          { upsert: true },
        )
      // Of two who add it at once one meets the other's.
      if (!(await unlessPresent(said()))) await said()
    },
    /** False when there is none. */
    async switch(_id: string, isOn: boolean): Promise<boolean> {
      return (await skus.updateOne({ _id }, { $set: { isOn } })).matchedCount === 1
    },
    /** What lies in the warehouse by a count of people, what is held included; `held` when orders hold more than that. */
    async count(_id: string, onHand: number): Promise<StockOutcome> {
      for (;;) {
        const sku = await skus.findOne({ _id })
        if (sku === null) return 'gone'
        const by = onHand - sku.onHand
        if (sku.free + by < 0) return 'held'
        const { matchedCount } = await skus.updateOne(
          { _id, onHand: sku.onHand, free: { $gte: -by } },
          { $inc: { onHand: by, free: by } },
        )
        if (matchedCount === 1) return 'set'
      }
    },

    /** Keeps so many for one order; asked again it has them already. */
    async hold(_id: string, hold: StockHold): Promise<HoldOutcome> {
      const { no, quantity } = hold
      for (;;) {
        const { matchedCount } = await skus.updateOne(
          {
            _id,
            isOn: true,
            free: { $gte: quantity },
            'holds.no': { $ne: no },
            over: { $ne: no },
            [`holds.${mostHolds - 1}`]: { $exists: false },
          },
          { $inc: { free: -quantity }, $push: { holds: hold } },
        )
        if (matchedCount === 1) return 'held'
        const sku = await skus.findOne({ _id })
        if (sku === null) return 'gone'
        if (sku.over.includes(no)) return 'over'
        if (sku.holds.some((one) => one.no === no)) return 'held'
        if (!sku.isOn) return 'gone'
        if (sku.free < quantity) return 'short'
        if (sku.holds.length >= mostHolds) return 'crowded'
      }
    },
    /** What an order held is free again, once. */
    release: (_id: string, no: string) => end(_id, no, (quantity) => ({ free: quantity })),
    /** What an order held has left the warehouse, once. */
    sell: (_id: string, no: string) => end(_id, no, (quantity) => ({ onHand: -quantity, sold: quantity })),
  }
}
