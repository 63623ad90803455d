import type { FigureSource } from '../../../models/counted.ts'
import type { RollupDayStore } from '../../../models/rollup-days.ts'
import type { RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupRow, RollupStore } from '../../../models/rollups.ts'
import { dayStart, localTime, nextDayStart } from '../../local-time.ts'
import { assertToldBySegment, isBySegment, metricOf, type RowSet, setBySegment } from './by-segment.ts'
import type { Dimension } from './dimensions.ts'
import { hourParts, whole } from './hour-parts.ts'
import { type MetricName, specOf } from './metrics.ts'
import { nowhere, type ViewName, viewFor, viewOf } from './views.ts'

/** What is asked of the figures. Times are whole hours, the end excluded. */
export interface FigureQuestion {
  from: Date
  to: Date
  metrics: readonly MetricName[]
  /** Only what has one of these values; null = only what has none. Who is held out counts where `holdout` is asked for. */
  where?: Where
  /** What to tell apart: dimensions, or time. Days are those of Asia/Shanghai. */
  by?: readonly (Dimension | 'hour' | 'day')[]
}

/** Of several segments nothing is told at once: who is in two of them would be counted twice. */
export type Where = Readonly<
  Partial<Record<Exclude<Dimension, 'segment'>, string | readonly string[] | null>> & {
    segment?: string | null
  }
>

/** One figure: how many, and what they come to. `by` names what it was told apart by; what nothing is known of is null. */
export interface Figure {
  metric: MetricName
  by: Readonly<Record<string, string | null>>
  count: number
  sum: number
}

export interface FigureAnswer {
  figures: Figure[]
  /** The hours asked for that are not yet counted as they are: what comes late, and the present one. */
  openHours: number
}

/**
 * Answers questions from the hours as they were counted, and from the sums of whole days where those tell apart what is asked. Of each
 * hour or day it gets one whole count, whoever replaces it meanwhile. Figures by segment are added up to nothing: somebody in two counts
 * under both.
 * @throws Error when hours are replaced faster than they can be read
 * @throws TypeError of what is not told apart by segment
 */
export function createFigures(stores: {
  hours: Pick<RollupHourStore, 'between' | 'openBetween'>
  rollups: Pick<RollupStore, 'between'>
  days: Pick<RollupDayStore, 'summed' | 'parts'>
}) {
  const { hours, days } = stores

  /** What days in [from, to) come to as far as they are summed, by source. */
  function sumsOf({ from, to, metrics }: FigureQuestion, wanted: readonly Wanted[]): Promise<Found> {
    const nothing: Found = { parts: [], summed: new Map() }
    const [first, last] = [nextDayStart(new Date(from.getTime() - 1)), dayStart(to)]
    if (first >= last || wanted.some(({ view }) => view === null)) return Promise.resolve(nothing)
    const within = { sources: sourcesOf(metrics), from: first, to: last }
    return whole(async () => {
      const before = await days.summed(within)
      if (before.length === 0) return nothing
      const tokens = new Set(before.map(({ token }) => token))
      const parts: TimedRows[] = []
      for (const { sets, view, place } of wanted) {
        const asked = { ...within, view: view ?? '', ...(place !== undefined && { place }) }
        for (const { token, day, rows } of await days.parts(asked)) {
          if (!tokens.has(token)) continue
          for (const set of sets) parts.push({ set, at: day, rows: rows[metricOf(set)] ?? [] })
        }
      }
      // Rows are taken away after their day names others: where it names the same as before, they all were there.
      const after = new Set((await days.summed(within)).map(({ token }) => token))
      if (!before.every(({ token }) => after.has(token))) return null
      const summed = new Map<FigureSource, Date[]>()
      for (const { source, day } of before) summed.set(source, [...(summed.get(source) ?? []), day])
      return { parts, summed }
    })
  }

  async function partsOf(question: FigureQuestion): Promise<TimedRows[]> {
    const { from, to, metrics } = question
    const wanted = wantedBy(question)
    const { parts, summed } = await sumsOf(question, wanted)
    // Of each source, for they are not summed at once: what no day has is read from the hours.
    for (const source of sourcesOf(metrics)) {
      const sets = wanted.flatMap((one) => one.sets.filter((set) => specOf(metricOf(set)).source === source))
      for (const [begin, end] of without(from, to, summed.get(source) ?? [])) {
        const read = await hourParts(stores, { sets, from: begin, to: end })
        parts.push(...read.map(({ metric, hour, rows }) => ({ set: metric as RowSet, at: hour, rows })))
      }
    }
    return parts
  }

  return {
    async read(question: FigureQuestion): Promise<FigureAnswer> {
      const { from, to, metrics, where = {}, by = [] } = question
      const open = await hours.openBetween(sourcesOf(metrics), from, to)
      const figures = new Map<string, Figure>()
      const isAsked = matcher(where, by)
      for (const { set, at, rows } of await partsOf(question)) {
        const metric = metricOf(set)
        const time = timesOf(at, by)
        for (const row of rows) {
          if (!isAsked(row.dims)) continue
          const groups = Object.fromEntries(by.map((name) => [name, time[name] ?? row.dims[name] ?? null]))
          const key = JSON.stringify([metric, groups])
          const known = figures.get(key) ?? { metric, by: groups, count: 0, sum: 0 }
          // In none is everybody without those who are in any.
          const sign = isBySegment(set) && row.dims.segment === undefined ? -1 : 1
          known.count += sign * row.count
          known.sum += sign * (row.sum ?? 0)
          figures.set(key, known)
        }
      }
      const openHours = new Set(open.map(({ hour }) => hour.getTime())).size
      return { figures: [...figures.values()].filter(({ count }) => count !== 0), openHours }
    },
  }
}

interface TimedRows {
  set: RowSet
  at: Date
  rows: readonly RollupRow[]
}

/** Rows a question is answered from, and the view and place of days that has them; null = only hours have. */
interface Wanted {
  sets: readonly RowSet[]
  view: ViewName | null
  place: string | undefined
}

function wantedBy({ metrics, where = {}, by = [] }: FigureQuestion): Wanted[] {
  const asked = [...by, ...Object.keys(where)]
  const from = (sets: readonly RowSet[], names: readonly string[], of: Where): Wanted => {
    const view = by.includes('hour') ? null : viewFor(names, fixedIn(of))
    return { sets, view, place: view === null ? undefined : placeAsked(view, of) }
  }
  if (!asked.includes('segment')) return [from(metrics, asked, where)]
  assertToldBySegment(metrics, asked)
  const { segment, ...others } = where
  const bySegment = from(metrics.map(setBySegment), asked, where)
  if (typeof segment === 'string') return [bySegment]
  const everybody = from(
    metrics,
    asked.filter((name) => name !== 'segment'),
    others,
  )
  return [bySegment, everybody]
}

interface Found {
  parts: TimedRows[]
  summed: Map<FigureSource, Date[]>
}

const sourcesOf = (metrics: readonly MetricName[]): FigureSource[] => [
  ...new Set(metrics.map((name) => specOf(name).source)),
]

/** Dimensions of which one value is asked for. */
const fixedIn = (where: Where): Set<string> =>
  new Set(
    Object.entries(where).flatMap(([name, value]) =>
      value === null || typeof value === 'string' ? [name] : [],
    ),
  )

/** The one place that is asked for, where the view's documents are by places. */
function placeAsked(view: ViewName, where: Where): string | undefined {
  const { place } = viewOf(view)
  const value = place && where[place]
  if (value === null) return nowhere
  return typeof value === 'string' ? value : undefined
}

/** [from, to) without these days, as few stretches. */
function* without(from: Date, to: Date, days: readonly Date[]): Generator<[Date, Date]> {
  let begin = from
  for (const day of days.toSorted((a, b) => a.getTime() - b.getTime())) {
    if (begin < day) yield [begin, day]
    begin = nextDayStart(day)
  }
  if (begin < to) yield [begin, to]
}

/** Whether something of these dimensions is asked for. Those held out stand apart: nobody gets them by not asking. */
export function matcher(where: Where, by: readonly string[] = []): (dims: RollupRow['dims']) => boolean {
  const apart: Where = where.holdout !== undefined || by.includes('holdout') ? {} : { holdout: null }
  const wanted = Object.entries({ ...apart, ...where }) as [Dimension, string | readonly string[] | null][]
  return (dims) =>
    wanted.every(([name, value]) => {
      const has = dims[name]
      if (value === null) return has === undefined
      return typeof value === 'string' ? has === value : has !== undefined && value.includes(has)
    })
}

function timesOf(hour: Date, by: readonly string[]): Readonly<Record<string, string | undefined>> {
  return {
    ...(by.includes('hour') && { hour: hour.toISOString() }),
    ...(by.includes('day') && { day: localTime(hour).toISODate() }),
  }
}
