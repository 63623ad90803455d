import type { Touch } from '../touch.ts'
import type { Migration } from './migrate.ts'

const batch = 500

/** Until 0.1 touches did not say apart by which decision they stand; it is always the last. */
export const touchStanding: Migration = {
  id: '2026-11-30-what-touches-stand-by',
  async run(connection, progress) {
    const touches = connection.collection<Touch>('touches')
    for (let after = progress.after ?? ''; ; ) {
      const page = await touches
        .find({ _id: { $gt: after } }, { projection: { 'decisions.gate': 1, 'decisions.reason': 1, rev: 1 } })
        .sort({ _id: 1 })
        .limit(batch)
        .toArray()
      const end = page.at(-1)
      if (end === undefined) return
      const updates = page.flatMap(({ _id, rev, decisions }) => {
        const last = decisions?.at(-1)
        if (last === undefined) return []
        const standsBy = { gate: last.gate, reason: last.reason }
        // Whoever moves it meanwhile says it anew.
        return [{ updateOne: { filter: { _id, rev }, update: { $set: { standsBy } } } }]
      })
      if (updates.length > 0) await touches.bulkWrite(updates, { ordered: false })
      after = end._id
      await progress.keep(after)
    }
  },
}
