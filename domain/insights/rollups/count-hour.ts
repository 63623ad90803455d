import type { FigureSource } from '../../../models/counted.ts'
import { hourMs } from '../../../models/hour-marks.ts'
import type { RollupRow } from '../../../models/rollups.ts'
import { dimsKey } from './dimensions.ts'
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
): Promise<Map<MetricName, RollupRow[]>> {
  const names = metricsOf(source)
  const rows = new Map(names.map((name) => [name, new Map<string, RollupRow>()]))
  const until = new Date(hour.getTime() + hourMs)
  for (const kind of new Set(names.map((name) => specOf(name).kind))) {
    const ofKind = names.filter((name) => specOf(name).kind === kind)
    for await (const subjects of kinds[kind].all(hour, until)) {
      for (const subject of subjects) {
        for (const name of ofKind) add(rows.get(name) ?? new Map(), name, subject)
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

function add(rows: Map<string, RollupRow>, metric: MetricName, subject: Subject): void {
  const { counts, sum } = specOf(metric)
  if (counts !== undefined && !counts(subject)) return
  const dims = dimsIn(metric, subject)
  const key = dimsKey(dims)
  let row = rows.get(key)
  if (row === undefined) {
    row = { dims: dims as RollupRow['dims'], count: 0, ...(sum && { sum: 0 }) }
    rows.set(key, row)
  }
  row.count += 1
  if (sum !== undefined) row.sum = (row.sum ?? 0) + (subject.amounts[sum] ?? 0)
}
