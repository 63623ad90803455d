import { setTimeout as pause } from 'node:timers/promises'
import type { RollupHour, RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupPart, RollupStore } from '../../../models/rollups.ts'
import { metricOf, type RowSet } from './by-segment.ts'
import { specOf } from './metrics.ts'

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
 * The rows of these sets in [from, to), of each hour one whole count, whoever replaces it meanwhile.
 * @throws Error when hours are replaced faster than they can be read
 */
export function hourParts(
  { hours, rollups }: { hours: Pick<RollupHourStore, 'between'>; rollups: Pick<RollupStore, 'between'> },
  { sets, from, to }: { sets: readonly RowSet[]; from: Date; to: Date },
): Promise<RollupPart[]> {
  const sources = [...new Set(sets.map((set) => sourceOf(set)))]
  return whole(async () => {
    // Rows are written before their hour names them, and taken away after it names others.
    const named = await hours.between(sources, from, to)
    const found = await rollups.between(sets, from, to)
    const tokens = new Set(named.flatMap(({ token }) => token ?? []))
    const parts = found.filter(({ token }) => tokens.has(token))
    return parts.length === expectedParts(named, sets) ? parts : null
  })
}

const sourceOf = (set: RowSet) => specOf(metricOf(set)).source

function expectedParts(named: readonly RollupHour[], sets: readonly RowSet[]): number {
  return named.reduce(
    (sum, { source, parts = {} }) =>
      sum + sets.filter((set) => sourceOf(set) === source).reduce((own, set) => own + (parts[set] ?? 0), 0),
    0,
  )
}
