import type { Connection } from 'mongoose'
import { collectionOf, date, flag, hotPathOf, listOf, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** A group-send a customer got, or may get today. */
export interface QuotaUse {
  /** The group-send of ours, or the msgid of one we did not make. */
  cause: string
  at: Date
  /** True while a salesperson has it to confirm. */
  held: boolean
}

/** What one customer got by group-sends, the newest 80 and so more than 62 days; `_id` = `<corp>:<external_userid>`, newest first. */
export interface QuotaRecord {
  _id: string
  uses: QuotaUse[]
}

const schema = collectionOf<QuotaRecord>('wecomQuota', {
  _id: text,
  uses: listOf(partOf<QuotaUse>({ cause: text, at: date, held: flag })),
})

/** More than anybody gets in 62 days: one a day, or seven a week, or what a month allows. */
const usesKept = 80

export const quotaKey = (corp: string, externalUserid: string): string => `${corp}:${externalUserid}`

export type WecomQuota = ReturnType<typeof createWecomQuotaStore>

/** The ledger of WeCom's own quota, by customer: group-sends of ours, of salespeople themselves and of other apps alike. */
export function createWecomQuotaStore(connection: Connection) {
  const records = hotPathOf(connection, schema)
  const newest = (use: QuotaUse) => ({ uses: { $each: [use], $sort: { at: -1 as const }, $slice: usesKept } })

  async function begin(_id: string): Promise<void> {
    await unlessPresent(records.insertOne({ _id, uses: [] }))
  }

  return {
    async usesOf(_id: string): Promise<QuotaUse[]> {
      return (await records.findOne({ _id }))?.uses ?? []
    },

    /** One of `most` since `since`, unless it has one; false when there is none left. One conditional update. */
    async take(_id: string, use: { cause: string; at: Date }, rule: { since: Date; most: number }) {
      const { cause } = use
      const push = () =>
        records.updateOne(
          { _id, 'uses.cause': { $ne: cause }, [`uses.${rule.most - 1}.at`]: { $not: { $gte: rule.since } } },
          { $push: newest({ ...use, held: true }) },
        )
      if ((await push()).modifiedCount === 1) return true
      const known = await records.findOne({ _id })
      if (known) return known.uses.some((one) => one.cause === cause)
      await begin(_id)
      return (await push()).modifiedCount === 1
    },

    /** It was sent. */
    async confirm(_id: string, { cause, at }: { cause: string; at: Date }): Promise<void> {
      await records.updateOne({ _id }, { $pull: { uses: { cause } } })
      await this.note(_id, { cause, at })
    },

    /** It was not. */
    async giveBack(_id: string, cause: string): Promise<void> {
      await records.updateOne({ _id }, { $pull: { uses: { cause, held: true } } })
    },

    /** A group-send the customer got, once for each cause. */
    async note(_id: string, { cause, at }: { cause: string; at: Date }): Promise<void> {
      const push = () =>
        records.updateOne(
          { _id, 'uses.cause': { $ne: cause } },
          { $push: newest({ cause, at, held: false }) },
        )
      if ((await push()).modifiedCount === 1) return
      await begin(_id)
      await push()
    },
  }
}
