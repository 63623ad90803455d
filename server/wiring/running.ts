import type { StuckKind } from '../../domain/audit/stuck-kinds.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { createCatalog } from '../../domain/journeys/catalog.ts'
import { createHolds } from '../../domain/journeys/holds.ts'
import type { Connection } from '../../models/connect.ts'
import { createQueueFigures } from '../../models/queue-figures.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import type { Config } from '../config.ts'
import { lookAtRunning, type RunningGround } from '../running/look-at-running.ts'
import type { Stores } from './stores.ts'

/** Real time a process has to say how fast it is. */
const patienceMs = 2_000

export type RunningWired = ReturnType<typeof wireRunning>

/** How Kelu runs, looked at by one of its processes. */
export function wireRunning(deps: {
  config: Pick<Config, 'linkKey'>
  connection: Connection
  stores: Stores
  published: Published
  stuckKinds: readonly StuckKind[]
  clock: Clock
}) {
  const { config, connection, stores, published, stuckKinds, clock } = deps
  const holds = createHolds({
    registry: published.registry,
    headOf: (kind, id) => published.snapshot().headOf(kind, id),
  })
  const people: Pick<RunningGround, 'catalog' | 'holds' | 'runFigures'> = {
    catalog: createCatalog({ published, runs: stores.runs, holds, clock }),
    holds,
    runFigures: createRunFigures(connection),
  }
  const queues = createQueueFigures(connection)
  return {
    /** Whom people who are due are counted by. */
    people,
    look: () =>
      lookAtRunning({
        ...{ config, patienceMs, stores, queues, stuckKinds, clock, ...people },
        snapshot: published.snapshot(),
      }),
  }
}
