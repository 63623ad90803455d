import { setTimeout as pause } from 'node:timers/promises'
import type { RollupHour, RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupPart, RollupRow, RollupStore } from '../../../models/rollups.ts'
import { localTime } from '../../local-time.ts'
import type { Dimension } from './dimensions.ts'
import { type MetricName, specOf } from './metrics.ts'

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

const mostTries = 6

/**
 * Answers questions from the hours as they were counted. Of each hour it gets one whole count, whoever replaces it meanwhile.
 * @throws Error when hours are replaced faster than they can be read
 */
export function createFigures({
  hours,
  rollups,
}: {
  hours: Pick<RollupHourStore, 'between'>
  rollups: Pick<RollupStore, 'between'>
}) {
  async function partsOf(
    metrics: readonly MetricName[],
    from: Date,
    to: Date,
  ): Promise<{ parts: RollupPart[]; openHours: number }> {
    const sources = [...new Set(metrics.map((name) => specOf(name).source))]
    for (let tries = 0; tries < mostTries; tries += 1) {
      // Rows are written before their hour names them, and taken away after it names others.
      const named = await hours.between(sources, from, to)
      const found = await rollups.between(metrics, from, to)
      const tokens = new Set(named.flatMap(({ token }) => token ?? []))
      const parts = found.filter(({ token }) => tokens.has(token))
      if (parts.length === expectedParts(named, metrics)) {
        const open = new Set(named.filter(({ open }) => open).map(({ hour }) => hour.getTime()))
        return { parts, openHours: open.size }
      }
      await pause(2 ** tries)
    }
    throw new Error('figures were replaced faster than they could be read')
  }

  return {
    async read({ from, to, metrics, where = {}, by = [] }: FigureQuestion): Promise<FigureAnswer> {
      const { parts, openHours } = await partsOf(metrics, from, to)
      const figures = new Map<string, Figure>()
      const isAsked = matcher(where, by)
      for (const { metric, hour, rows } of parts) {
        const time = timesOf(hour, by)
        for (const row of rows) {
          if (!isAsked(row.dims)) continue
          const groups = Object.fromEntries(by.map((name) => [name, time[name] ?? row.dims[name] ?? null]))
          const key = JSON.stringify([metric, groups])
          const known = figures.get(key) ?? {
            metric: metric as MetricName,
            by: groups,
            count: 0,
            sum: 0,
          }
          known.count += row.count
          known.sum += row.sum ?? 0
          figures.set(key, known)
        }
      }
      return { figures: [...figures.values()], openHours }
    },
  }
}

function expectedParts(named: readonly RollupHour[], metrics: readonly MetricName[]): number {
  return named.reduce(
    (sum, { source, parts = {} }) =>
      sum +
      metrics
        .filter((name) => specOf(name).source === source)
        .reduce((own, name) => own + (parts[name] ?? 0), 0),
    0,
  )
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
