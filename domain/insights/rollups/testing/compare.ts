import { isToldBySegment } from '../by-segment.ts'
import { type Dimension, dimensions } from '../dimensions.ts'
import { metricNames } from '../metrics.ts'
import type { Figure, Where } from '../read.ts'
import type { Recount } from './recount.ts'
import type { FigureWorld } from './world.ts'

/** All that is kept, in the words of the recount. */
export async function keptFigures({ figures }: Pick<FigureWorld, 'figures'>): Promise<Recount> {
  const { figures: all } = await figures.read({
    from: new Date(0),
    to: new Date('2100-01-01'),
    metrics: metricNames,
    by: ['hour', ...dimensions.filter((name) => name !== 'segment')],
  })
  return byHour(all)
}

/** The same by segment. */
export async function keptBySegment({ figures }: Pick<FigureWorld, 'figures'>): Promise<Recount> {
  const { figures: all } = await figures.read({
    from: new Date(0),
    to: new Date('2100-01-01'),
    metrics: metricNames.filter(isToldBySegment),
    by: ['hour', 'flow', 'holdout', 'channel', 'reason', 'store', 'segment'],
  })
  return byHour(all)
}

const byHour = (figures: readonly Figure[]): Recount =>
  Object.fromEntries(
    figures.map(({ metric, by: { hour, ...dims }, count, sum }) => {
      const told = toldOf(dims)
      return [[metric, `${String(hour).slice(0, 13)}:00`, ...told].join(' '), [count, sum] as const]
    }),
  ) as Recount

/** What days come to by these dimensions, in the words of the recount; of what has this place only, where one is named. */
export async function keptDays(
  { figures }: FigureWorld,
  by: readonly Dimension[],
  where: Where = {},
): Promise<Recount> {
  const bySegment = by.includes('segment') || where.segment !== undefined
  const metrics = bySegment ? metricNames.filter(isToldBySegment) : metricNames
  const { figures: all } = await figures.read({
    ...{ from: new Date(0), to: new Date('2100-01-01'), metrics },
    ...{ where, by: ['day', 'holdout', ...by] },
  })
  return Object.fromEntries(
    all.map(({ metric, by: { day, ...dims }, count, sum }) => [
      [metric, day, ...toldOf(dims)].join(' '),
      [count, sum],
    ]),
  )
}

/** The days of a recount by hours, by these dimensions alone. */
export function daysOf(recount: Recount, by: readonly Dimension[], where: Where = {}): Recount {
  const days: Recount = {}
  for (const [key, [count, sum]] of Object.entries(recount)) {
    const [metric, hour, ...told] = key.split(' ')
    const dims = Object.fromEntries(told.map((one) => one.split(':')))
    if (!Object.entries(where).every(([name, value]) => (dims[name] ?? null) === value)) continue
    // Shanghai is eight hours ahead, all year.
    const day = new Date(Date.parse(`${hour}Z`) + 8 * 3_600_000).toISOString().slice(0, 10)
    const kept = Object.fromEntries(['holdout', ...by].map((name) => [name, dims[name] ?? null]))
    const own = [metric, day, ...toldOf(kept)].join(' ')
    const [n, all] = days[own] ?? [0, 0]
    days[own] = [n + count, all + sum]
  }
  return days
}

const toldOf = (dims: Readonly<Record<string, string | null>>): string[] =>
  Object.entries(dims)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`)
