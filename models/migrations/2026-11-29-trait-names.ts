import type { Connection } from 'mongoose'
import type { Customer, TraitValue } from '../customer.ts'
import type { Migration } from './migrate.ts'

const batch = 500
const dayMs = 86_400_000
/** Shanghai has had no other since 1991. */
const shopOffsetMs = 8 * 3_600_000

/**
 * Until 0.1 `cycleDays` was `purchaseCycleDays` and `nextOrderOn` a moment, `nextOrderAt`; nobody had a tier or a last
 * interaction. Whoever has orders is made due at once: the next sweep computes from them, and tells what changed.
 */
export const traitNames: Migration = {
  id: '2026-11-29-trait-names',
  async run(connection, progress) {
    for (let after = progress.after ?? ''; ; ) {
      const page = await pageAfter(connection, after)
      const last = page.at(-1)
      if (last === undefined) return
      await connection.collection<Customer>('customers').bulkWrite(
        page.map((customer) => ({
          // Whoever has read the customer before and writes afterwards must read again.
          updateOne: { filter: { _id: customer._id }, update: { ...changeOf(customer), $inc: { rev: 1 } } },
        })),
        { ordered: false },
      )
      after = last._id
      await progress.keep(after)
    }
  },
}

function pageAfter(connection: Connection, after: string): Promise<Customer[]> {
  return connection
    .collection<Customer>('customers')
    .find({ _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(batch)
    .toArray()
}

function changeOf({ traits, orders }: Customer) {
  const hasOrders = (orders?.length ?? 0) > 0
  const next = traits.nextOrderAt
  const $set: Record<string, TraitValue> = {
    ...(traits.purchaseCycleDays !== undefined && { 'traits.cycleDays': traits.purchaseCycleDays }),
    ...(next instanceof Date && { 'traits.nextOrderOn': startOfDay(next) }),
    ...(!hasOrders && traits.tier === undefined && { 'traits.tier': 'none' }),
    ...(hasOrders && { refreshAt: new Date(0) }),
  }
  const seen = latest(traits.lastInteractionAt, traits.lastSeenAt, traits.lastOrderAt)
  if (seen !== null) $set['traits.lastInteractionAt'] = seen
  return { $set, $unset: { 'traits.purchaseCycleDays': '', 'traits.nextOrderAt': '' } as const }
}

function startOfDay(at: Date): Date {
  const local = at.getTime() + shopOffsetMs
  return new Date(local - (local % dayMs) - shopOffsetMs)
}

function latest(...times: (TraitValue | undefined)[]): Date | null {
  const known = times.filter((time) => time instanceof Date).map((time) => time.getTime())
  return known.length === 0 ? null : new Date(Math.max(...known))
}
