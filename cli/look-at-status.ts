import { findHeld, heldPlaces } from '../domain/journeys/find-held.ts'
import { findStuck } from '../domain/journeys/find-stuck.ts'
import { askAll } from '../server/ask-running.ts'
import type { Freshness } from '../server/metrics.ts'
import { operatorPaths } from '../server/operator-signature.ts'
import type { World } from './world.ts'

/** A running worker takes what is due within a second or two; who is due for longer than this waits for one. */
const overdueMs = 60_000
const mostStuck = 100

export type Status = Awaited<ReturnType<typeof lookAtStatus>>

/** Everything there is to say of how Kelu runs. */
export async function lookAtStatus(world: World) {
  const { snapshot, stores, runFigures, queues, stuckKinds, catalog, holds, clock } = world
  const now = clock.now()
  const places = (await heldPlaces({ catalog, holds })).map(({ versionId, stepId }) => ({
    versionId,
    stepId,
  }))
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
    freshness: await freshnessOf(world),
    runs: {
      due: await runFigures.countDue(now, places),
      overdue: await runFigures.countDue(new Date(now.getTime() - overdueMs), places),
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
    marketingHeldSince: snapshot.marketingHeldSince,
    held: await findHeld({ runs: stores.runs, catalog, holds }),
    paused: snapshot.heads
      .filter(({ state }) => state === 'paused' || state === 'resuming')
      .map(({ key }) => key),
  }
}

/** How fast each running process was in the last ten minutes; null of one that does not answer. */
async function freshnessOf(world: World) {
  const asked = await askAll<{ freshness: Freshness[] }>(world, operatorPaths.freshness)
  return asked.map(({ from, value }) => ({
    host: from.host,
    pid: from.pid,
    role: from.role,
    stages: value?.freshness ?? null,
  }))
}

/** What stands still beside runs, by kind. */
async function standingStill(kinds: World['stuckKinds'], now: Date) {
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
