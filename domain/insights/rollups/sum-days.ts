import { nanoid } from 'nanoid'
import type { RollupDay, RollupDayStore, SummedPart } from '../../../models/rollup-days.ts'
import type { RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupPart, RollupRow, RollupStore } from '../../../models/rollups.ts'
import type { RefreshControl } from '../../customers/preferences/refresh.ts'
import { nextDayStart } from '../../local-time.ts'
import type { Log } from '../../log.ts'
import { isBySegment, metricOf, type RowSet, setsOf } from './by-segment.ts'
import { dimsKey } from './dimensions.ts'
import { hourParts } from './hour-parts.ts'
import { placeOf, seenBy, viewNames, viewOf } from './views.ts'

interface DaySumParts {
  hours: Pick<RollupHourStore, 'between'>
  rollups: Pick<RollupStore, 'between'>
  days: RollupDayStore
  log: Log
}

const pageSize = 100

/** Sums days of which hours were replaced, from those hours. Any number of processes may do so at once. */
export function createDaySums({ hours, rollups, days, log }: DaySumParts) {
  /** False when an hour was replaced meanwhile, or somebody else has summed it: the day stays open, or theirs stands. */
  async function sumDay(before: RollupDay): Promise<boolean> {
    const { day, source, rev = 0 } = before
    const sum = { day, source, token: nanoid(12), rev: rev + 1 }
    // The day first, then its hours: one that is replaced in between says so afterwards, and then this sum is not put in place.
    const read = await hourParts(
      { hours, rollups },
      {
        sets: setsOf(source),
        from: day,
        to: nextDayStart(day),
      },
    )
    await days.write(sum, summedUp(read))
    const isNamed = await days.name(before, sum.token)
    await (isNamed ? days.clear(sum) : days.drop(sum))
    return isNamed
  }

  return {
    /** One round over the open days; whether any is left for later. */
    async advance({ shouldStop, touch }: RefreshControl): Promise<{ isThrough: boolean }> {
      const open = await days.open(pageSize)
      let summed = 0
      for (const one of open) {
        if (shouldStop()) return { isThrough: false }
        try {
          if (await sumDay(one)) summed += 1
        } catch (error) {
          // It stays open, and is read from its hours.
          log.error(
            { day: one.day, source: one.source, err: error },
            'the figures of this day were not summed',
          )
        }
        await touch()
      }
      return { isThrough: open.length < pageSize || summed === 0 }
    },
  }
}

/** The rows of a day's hours by view and place, those alike made one. */
function summedUp(parts: readonly Pick<RollupPart, 'metric' | 'rows'>[]): SummedPart[] {
  const documents = new Map<
    string,
    { view: string; place: string; byMetric: Map<string, Map<string, RollupRow>> }
  >()
  for (const { metric: name, rows } of parts) {
    const set = name as RowSet
    const metric = metricOf(set)
    const views = viewNames.filter((view) => (viewOf(view).isBySegment === true) === isBySegment(set))
    for (const row of rows) {
      for (const view of views) {
        const place = placeOf(view, row.dims)
        const key = `${view}:${place}`
        const document = documents.get(key) ?? { view, place, byMetric: new Map() }
        documents.set(key, document)
        const known = document.byMetric.get(metric) ?? new Map<string, RollupRow>()
        document.byMetric.set(metric, known)
        const dims = seenBy(view, row.dims)
        const sum = known.get(dimsKey(dims))
        if (sum === undefined) known.set(dimsKey(dims), { ...row, dims: dims as RollupRow['dims'] })
        else {
          sum.count += row.count
          if (row.sum !== undefined) sum.sum = (sum.sum ?? 0) + row.sum
        }
      }
    }
  }
  return [...documents.values()].map(({ view, place, byMetric }) => ({
    ...{ view, place },
    rows: Object.fromEntries([...byMetric].map(([metric, rows]) => [metric, [...rows.values()]])),
  }))
}
