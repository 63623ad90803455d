import type { Customer, Tag } from '../customer.ts'
import type { Migration } from './migrate.ts'

const batch = 500
/** Shanghai has had no other since 1991. */
const shopOffsetMs = 8 * 3_600_000

/**
 * Until 0.1 nobody had a tag of the month they registered in. It is given without a word: that somebody registered then is
 * nothing that has happened now, and no journey may start by it.
 */
export const registrationTags: Migration = {
  id: '2026-11-30-registration-tags',
  async run(connection, progress) {
    const customers = connection.collection<Customer>('customers')
    for (let after = progress.after ?? ''; ; ) {
      const page = await customers
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(batch)
        .toArray()
      const last = page.at(-1)
      if (last === undefined) return
      const tagged = page.flatMap(({ _id, tags, profile }) => {
        const tag = tagOf(profile.registeredAt)
        return tags.some(({ name }) => name === tag.name) ? [] : [{ _id, tag }]
      })
      if (tagged.length > 0) {
        await customers.bulkWrite(
          tagged.map(({ _id, tag }) => ({
            updateOne: {
              // Once, also where this page is done a second time.
              filter: { _id, 'tags.name': { $ne: tag.name } },
              // Whoever has read the customer before and writes afterwards must read again.
              update: { $push: { tags: tag }, $inc: { rev: 1 } },
            },
          })),
          { ordered: false },
        )
      }
      after = last._id
      await progress.keep(after)
    }
  },
}

function tagOf(registeredAt: Date): Tag {
  const local = new Date(registeredAt.getTime() + shopOffsetMs)
  const name = `注册:${local.getUTCFullYear()}年${local.getUTCMonth() + 1}月`
  return { name, kind: 'base', at: registeredAt }
}
