import type { SpendRow, SpendStore } from '../../models/attribution-spend.ts'
import type { AttributionFilter, AttributionStore } from '../../models/attributions.ts'
import { boundsOf, type Period } from '../period.ts'
import { addUpSpend } from './spend.ts'
import { createTally, type Tally } from './tally.ts'

export interface AttributionReport extends Tally {
  /** Null where the period is narrowed to a store or group: what was spent is not known by those. */
  spend: SpendRow[] | null
  /** The last day of the period whose spending has been counted; null = none. */
  spentUntil: string | null
}

/** What was attributed in whole days of the company. Reads one small document an order of the period, by index. */
export function createAttributionReport(deps: {
  store: Pick<AttributionStore, 'paidWithin'>
  spend: Pick<SpendStore, 'between'>
}) {
  return async function report(
    period: Period,
    filter: Pick<AttributionFilter, 'storeId' | 'group'>,
  ): Promise<AttributionReport> {
    const tally = createTally()
    const [days] = await Promise.all([
      deps.spend.between(period.from, period.to),
      (async () => {
        for await (const one of deps.store.paidWithin(...boundsOf(period), filter)) tally.add(one)
      })(),
    ])
    const isNarrowed = filter.storeId !== undefined || filter.group !== undefined
    return {
      ...tally.result(),
      spend: isNarrowed ? null : addUpSpend(days.flatMap(({ rows }) => rows)),
      spentUntil: days.at(-1)?._id ?? null,
    }
  }
}
export type AttributionReporter = ReturnType<typeof createAttributionReport>
