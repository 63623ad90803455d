import type { FigureSource } from '../../../models/counted.ts'
import type { RollupDayStore } from '../../../models/rollup-days.ts'
import type { RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupRow, RollupStore } from '../../../models/rollups.ts'
import { dayStart, localTime, nextDayStart } from '../../local-time.ts'
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

export type Where = Readonly<Partial<Record<Dimension, string | readonly string[] | null>>>

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
 * hour or day it gets one whole count, whoever replaces it meanwhile.
 * @throws Error when hours are replaced faster than they can be read
 */
export function createFigures(stores: {
  hours: Pick<RollupHourStore, 'between' | 'openBetween'>
  rollups: Pick<RollupStore, 'between'>
  days: Pick<RollupDayStore, 'summed' | 'parts'>
}) {
  const { hours, days } = stores

  /** What days in [from, to) come to as far as they are summed, by source. */
  function sumsOf({ from, to, metrics, where = {}, by = [] }: FigureQuestion): Promise<Found> {
    const view = by.includes('hour') ? null : viewFor([...by, ...Object.keys(where)], fixedIn(where))
    const nothing: Found = { parts: [], summed: new Map() }
    const [first, last] = [nextDayStart(new Date(from.getTime() - 1)), dayStart(to)]
    if (view === null || first >= last) return Promise.resolve(nothing)
    const within = { sources: sourcesOf(metrics), from: first, to: last }
    const place = placeAsked(view, where)
    return whole(async () => {
      const before = await days.summed(within)
      if (before.length === 0) return nothing
      const found = await days.parts({ ...within, view, ...(place !== undefined && { place }) })
      // Rows are taken away after their day names others: where it names the same as before, they all were there.
      const after = new Set((await days.summed(within)).map(({ token }) => token))
      if (!before.every(({ token }) => after.has(token))) return null
      const tokens = new Set(before.map(({ token }) => token))
      const parts = found
        .filter(({ token }) => tokens.has(token))
        .flatMap(({ day, rows }) =>
          metrics.flatMap((metric) => (rows[metric] ? [{ metric, at: day, rows: rows[metric] }] : [])),
        )
      const summed = new Map<FigureSource, Date[]>()
      for (const { source, day } of before) summed.set(source, [...(summed.get(source) ?? []), day])
      return { parts, summed }
    })
  }

  async function partsOf(question: FigureQuestion): Promise<TimedRows[]> {
    const { from, to, metrics } = question
    const { parts, summed } = await sumsOf(question)
    // Of each source, for they are not summed at once: what no day has is read from the hours.
    for (const source of sourcesOf(metrics)) {
      const own = metrics.filter((name) => specOf(name).source === source)
      for (const [begin, end] of without(from, to, summed.get(source) ?? [])) {
        const read = await hourParts(stores, { metrics: own, from: begin, to: end })
        parts.push(
          ...read.map(({ metric, hour, rows }) => ({ metric: metric as MetricName, at: hour, rows })),
        )
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
      for (const { metric, at, rows } of await partsOf(question)) {
        const time = timesOf(at, by)
        for (const row of rows) {
          if (!isAsked(row.dims)) continue
          const groups = Object.fromEntries(by.map((name) => [name, time[name] ?? row.dims[name] ?? null]))
          const key = JSON.stringify([metric, groups])
          const known = figures.get(key) ?? { metric, by: groups, count: 0, sum: 0 }
          known.count += row.count
          known.sum += row.sum ?? 0
          figures.set(key, known)
        }
      }
      const openHours = new Set(open.map(({ hour }) => hour.getTime())).size
      return { figures: [...figures.values()], openHours }
    },
  }
}

interface TimedRows {
  metric: MetricName
  at: Date
  rows: readonly RollupRow[]
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
