import type { FigureSource } from '../../../models/counted.ts'
import { hourMs } from '../../../models/hour-marks.ts'
import type { RollupRow } from '../../../models/rollups.ts'
import { dimsBySegment, type RowSet, setBySegment, setsOf } from './by-segment.ts'
import { type Dims, dimsKey } from './dimensions.ts'
import { dimsIn, type MetricName, metricsOf, specOf } from './metrics.ts'
import type { Subject, SubjectKinds } from './subjects.ts'

/**
 * The figures of one source in one hour, counted from its records as they are: the same whenever and by whomever it is done. Holds
 * what comes out, some records at a time, and never all of them. `between` is called after every page.
 */
export async function countHour(
  kinds: SubjectKinds,
  source: FigureSource,
  hour: Date,
  between: () => Promise<void> = async () => {},
): Promise<Map<RowSet, RollupRow[]>> {
  const names = metricsOf(source)
  const rows = new Map(setsOf(source).map((set) => [set, new Map<string, RollupRow>()]))
  const until = new Date(hour.getTime() + hourMs)
  for (const kind of new Set(names.map((name) => specOf(name).kind))) {
    const ofKind = names.filter((name) => specOf(name).kind === kind)
    for await (const subjects of kinds[kind].all(hour, until)) {
      for (const subject of subjects) {
        for (const name of ofKind) add(rows, name, subject)
      }
      await between()
    }
  }
  // In one order, so that two counts of the same can be compared.
  return new Map(
    [...rows]
      .filter(([, byKey]) => byKey.size > 0)
      .map(([name, byKey]) => [name, [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)]),
  )
}

function add(all: ReadonlyMap<RowSet, Map<string, RollupRow>>, metric: MetricName, subject: Subject): void {
  const { counts, sum } = specOf(metric)
  if (counts !== undefined && !counts(subject)) return
  const amount = sum && (subject.amounts[sum] ?? 0)
  const dims = dimsIn(metric, subject)
  addTo(all.get(metric), dims, amount)
  for (const own of dimsBySegment(dims, subject.segments ?? []))
    addTo(all.get(setBySegment(metric)), own, amount)
}

function addTo(rows: Map<string, RollupRow> | undefined, dims: Dims, amount: number | undefined): void {
  const key = dimsKey(dims)
  let row = rows?.get(key)
  if (row === undefined) {
    row = { dims: dims as RollupRow['dims'], count: 0, ...(amount !== undefined && { sum: 0 }) }
    rows?.set(key, row)
  }
  row.count += 1
  if (amount !== undefined) row.sum = (row.sum ?? 0) + amount
}
