import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Catalog } from './catalog.ts'

/** So many failures of one step in a row are a person's business. */
export const tooManyFailures = 5

/**
 * Why a run does not go on: its version is nowhere to be found, its step keeps failing, or nothing will ever move it (the
 * audit of a running Kelu mends the last within minutes).
 */
export type StuckWhy = 'noVersion' | 'failing' | 'noWayOn'

/** Runs that do not go on by themselves, at most `limit` of a kind; nothing is mended here. */
export async function findStuck(
  { runs, catalog }: { runs: Pick<RunStore, 'stuck' | 'failing'>; catalog: Pick<Catalog, 'definition'> },
  limit: number,
): Promise<{ run: Run; why: StuckWhy }[]> {
  const found: { run: Run; why: StuckWhy }[] = []
  for (const run of await runs.stuck(limit)) {
    found.push({ run, why: (await catalog.definition(run.versionId)) === null ? 'noVersion' : 'noWayOn' })
  }
  for (const run of await runs.failing(tooManyFailures, limit)) found.push({ run, why: 'failing' })
  return found
}
