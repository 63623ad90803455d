import type { StuckKind } from '../../domain/audit/stuck-kinds.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Snapshot } from '../../domain/definitions/snapshot.ts'
import type { Catalog } from '../../domain/journeys/catalog.ts'
import { findHeld, heldPlaces } from '../../domain/journeys/find-held.ts'
import { findStuck } from '../../domain/journeys/find-stuck.ts'
import type { Holds } from '../../domain/journeys/holds.ts'
import type { createQueueFigures } from '../../models/queue-figures.ts'
import type { createRunFigures } from '../../models/run-figures.ts'
import { type Asking, askAll } from '../ask-running.ts'
import type { Freshness } from '../metrics.ts'
import { operatorPaths } from '../operator-signature.ts'
import type { Stores } from '../wiring/stores.ts'

/** A running worker takes what is due within a second or two; who is due for longer than this waits for one. */
const overdueMs = 60_000
const mostStuck = 100

export interface RunningGround extends Omit<Asking, 'stores'> {
  snapshot: Snapshot
  stores: Pick<Stores, 'inbox' | 'processes' | 'runs' | 'traitChecks' | 'retentionDays'>
  runFigures: Pick<ReturnType<typeof createRunFigures>, 'countDue'>
  queues: ReturnType<typeof createQueueFigures>
  stuckKinds: readonly StuckKind[]
  catalog: Catalog
  holds: Holds
  clock: Clock
}

export type Running = Awaited<ReturnType<typeof lookAtRunning>>

/** Everything there is to say of how Kelu runs: for `kelu status` and the page 系统 → 运行. Nothing is mended. */
export async function lookAtRunning(ground: RunningGround) {
  const { snapshot, stores, queues, stuckKinds, catalog, holds, clock } = ground
  const now = clock.now()
  const oldest = await stores.inbox.oldestOpen()
  const living = await stores.processes.living()
  const stuck = await findStuck({ runs: stores.runs, catalog }, mostStuck)
  return {
    publication: snapshot.number,
    processes: living.map(({ host, pid, role, since, publication }) => ({
      host,
      pid,
      role,
      since,
      publication: publication ?? null,
    })),
    inbox: {
      ...(await stores.inbox.countByState()),
      oldest: oldest && {
        id: oldest._id,
        receivedAt: oldest.receivedAt,
        waitedMs: now.getTime() - oldest.receivedAt.getTime(),
      },
    },
    queues: await queues.waiting(now),
    freshness: await freshnessOf(ground),
    runs: {
      due: await countDue(ground, now),
      overdue: await countDue(ground, new Date(now.getTime() - overdueMs)),
    },
    stuck: stuck.map(({ run, why: reason }) => ({
      run: run._id,
      journey: run.journeyId,
      version: run.versionId,
      step: run.stepId,
      customer: run.customerId,
      why: reason,
    })),
    standing: await standingStill(stuckKinds, now),
    traits: await stores.traitChecks.lastReport(),
    retention: await stores.retentionDays.latest(),
    marketingHeldSince: snapshot.marketingHeldSince,
    held: await findHeld({ runs: stores.runs, catalog, holds }),
    paused: snapshot.heads
      .filter(({ state }) => state === 'paused' || state === 'resuming')
      .map(({ key }) => key),
  }
}

/** How many people are due by then, those who are held or paused left out. */
export async function countDue(
  { catalog, holds, runFigures }: Pick<RunningGround, 'catalog' | 'holds' | 'runFigures'>,
  by: Date,
): Promise<number> {
  const places = await heldPlaces({ catalog, holds })
  return runFigures.countDue(
    by,
    places.map(({ versionId, stepId }) => ({ versionId, stepId })),
  )
}

/** How fast each running process was in the last ten minutes; null of one that does not answer. */
async function freshnessOf(ground: RunningGround) {
  const asked = await askAll<{ freshness: Freshness[] }>(ground, operatorPaths.freshness)
  return asked.map(({ from, value }) => ({
    host: from.host,
    pid: from.pid,
    role: from.role,
    stages: value?.freshness ?? null,
  }))
}

/** What stands still beside runs, by kind. */
async function standingStill(kinds: readonly StuckKind[], now: Date) {
  const all = await Promise.all(
    kinds.map(async ({ name, says, find, repair }) => ({
      kind: name,
      says,
      /** The audit of a running Kelu mends it within minutes. */
      mends: repair !== undefined,
      ids: await find(now, mostStuck),
    })),
  )
  return all.filter(({ ids }) => ids.length > 0)
}
