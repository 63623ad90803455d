import { setTimeout as pause } from 'node:timers/promises'
import type { RollupHour, RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupPart, RollupStore } from '../../../models/rollups.ts'
import { type MetricName, specOf } from './metrics.ts'

const mostTries = 6

/** Reads until what was read belongs together; `read` gives null where it does not. @throws Error when it never does */
export async function whole<T>(read: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const found = await read()
    if (found !== null) return found
    await pause(2 ** tries)
  }
  throw new Error('figures were replaced faster than they could be read')
}

/**
 * The rows of these metrics in [from, to), of each hour one whole count, whoever replaces it meanwhile.
 * @throws Error when hours are replaced faster than they can be read
 */
export function hourParts(
  { hours, rollups }: { hours: Pick<RollupHourStore, 'between'>; rollups: Pick<RollupStore, 'between'> },
  { metrics, from, to }: { metrics: readonly MetricName[]; from: Date; to: Date },
): Promise<RollupPart[]> {
  const sources = [...new Set(metrics.map((name) => specOf(name).source))]
  return whole(async () => {
    // Rows are written before their hour names them, and taken away after it names others.
    const named = await hours.between(sources, from, to)
    const found = await rollups.between(metrics, from, to)
    const tokens = new Set(named.flatMap(({ token }) => token ?? []))
    const parts = found.filter(({ token }) => tokens.has(token))
    return parts.length === expectedParts(named, metrics) ? parts : null
  })
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
