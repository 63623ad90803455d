import type { FigureSource } from '../../../models/counted.ts'
import { type Dimension, type Dims, dimensions, dimsOf } from './dimensions.ts'
import { type MetricName, metricsOf, specOf } from './metrics.ts'
import type { SubjectKinds } from './subjects.ts'

/** Rows that are added up among themselves and with no others: those of a metric, and beside them those of it by segment. */
export type RowSet = MetricName | `${MetricName}/segment`

/** By what rows of a segment are told apart beside it: what pages narrow to. More would be a row for every combination. */
const beside = new Set<string>(['flow', 'holdout', 'channel', 'reason', 'store'] satisfies Dimension[])

/** Records that say in which segments their customer was, or go by one that does. */
const kindsTold = new Set<keyof SubjectKinds>([
  ...(['runsStarted', 'runsEnded', 'goalsMet', 'touches'] as const),
  ...(['opens', 'clicks', 'popupClicks', 'replies'] as const),
])

/** Whether a metric can be told apart by segment. */
export const isToldBySegment = (metric: MetricName): boolean => kindsTold.has(specOf(metric).kind)

export const setBySegment = (metric: MetricName): RowSet => `${metric}/segment`
export const isBySegment = (set: RowSet): boolean => set.endsWith('/segment')
export const metricOf = (set: RowSet): MetricName => set.replace('/segment', '') as MetricName

/** All rows of a source. */
export const setsOf = (source: FigureSource): RowSet[] =>
  metricsOf(source).flatMap((metric) => (isToldBySegment(metric) ? [metric, setBySegment(metric)] : [metric]))

/**
 * What rows by segment count somebody under: each of their segments, and once all together, without one. Of those in none there is no row:
 * they are all without those, so hours that were counted before anybody's segments were kept say the same, and a record without
 * segments is never behind.
 */
export function dimsBySegment(dims: Dims, segments: readonly string[]): Dims[] {
  if (segments.length === 0) return []
  const kept = Object.fromEntries(Object.entries(dims).filter(([name]) => beside.has(name)))
  return [dimsOf(kept), ...segments.map((segment) => dimsOf({ ...kept, segment }))]
}

/**
 * Throws where rows by segment cannot answer, for a figure that is not known must not be 0.
 * @throws TypeError
 */
export function assertToldBySegment(metrics: readonly MetricName[], asked: Iterable<string>): void {
  const unknown = [
    ...metrics.filter((metric) => !isToldBySegment(metric)),
    ...[...asked].filter(
      (name) => name !== 'segment' && !beside.has(name) && (dimensions as readonly string[]).includes(name),
    ),
  ]
  if (unknown.length > 0) throw new TypeError(`not told apart by segment: ${unknown.join(', ')}`)
}
