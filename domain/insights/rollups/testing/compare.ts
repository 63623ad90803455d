import { dimensions } from '../dimensions.ts'
import { metricNames } from '../metrics.ts'
import type { Recount } from './recount.ts'
import type { FigureWorld } from './world.ts'

/** All that is kept, in the words of the recount. */
export async function keptFigures({ figures }: FigureWorld): Promise<Recount> {
  const { figures: all } = await figures.read({
    from: new Date(0),
    to: new Date('2100-01-01'),
    metrics: metricNames,
    by: ['hour', ...dimensions],
  })
  return Object.fromEntries(
    all.map(({ metric, by: { hour, ...dims }, count, sum }) => {
      const told = Object.entries(dims)
        .filter(([, value]) => value !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}:${value}`)
      return [[metric, `${String(hour).slice(0, 13)}:00`, ...told].join(' '), [count, sum] as const]
    }),
  ) as Recount
}
