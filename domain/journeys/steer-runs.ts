import type { Head } from '../../models/definitions.ts'
import type { Run } from '../../models/run.ts'
import type { SteeredRunStore } from '../../models/steered-runs.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { endOfSpan } from '../language/span.ts'
import { spanOf } from '../language/steps/wait.ts'
import type { Catalog } from './catalog.ts'
import type { EndRun } from './end-run.ts'
import { shortened } from './planner/shortened.ts'
import type { PublishedJourneys } from './published-journeys.ts'

interface SteerRunsDeps {
  published: PublishedJourneys
  catalog: Catalog
  steeredRuns: SteeredRunStore
  endRun: EndRun
  /** Most runs taken at a time. */
  batchSize: number
  /** Publishes that everybody on this journey may go on. */
  resumed(key: string): Promise<unknown>
}

/** Real time between two looks when nobody had to be moved. */
const restMs = 10_000

/**
 * Takes people where the steering of their journey wants them: off an ended one, and on after a pause. Any worker, any number
 * of times: what a crash left is done by the next look.
 */
export function createSteerRuns(deps: SteerRunsDeps) {
  const { published, catalog, steeredRuns: runs, batchSize } = deps
  let rested: { number: number; until: number } | null = null

  async function versionsOf(journeyId: string): Promise<[string, JourneyDefinition][]> {
    return [...(await catalog.current()).versions].filter(([, { id }]) => id === journeyId)
  }

  async function endAll(journeyId: string): Promise<number> {
    let ended = 0
    for (const [versionId] of await versionsOf(journeyId)) {
      for (;;) {
        const page = await runs.activeOn(versionId, batchSize)
        for (const run of page) await deps.endRun(run, 'journeyEnded')
        ended += page.length
        if (page.length < batchSize) break
      }
    }
    return ended
  }

  /** True when the waits of everybody are re-dated. */
  async function redateAll(journeyId: string, pause: { pausedAt: Date; resumedAt: Date }): Promise<boolean> {
    let isDone = true
    for (const [versionId, definition] of await versionsOf(journeyId)) {
      for (;;) {
        const page = await runs.notRedated(versionId, pause.resumedAt, batchSize)
        const moved = await Promise.all(
          page.map((run) => runs.redate(run, pause.resumedAt, afterPause(run, definition, pause))),
        )
        // Somebody wrote the others meanwhile: they are looked at again.
        if (moved.includes(false)) isDone = false
        if (page.length < batchSize || !moved.includes(true)) break
      }
    }
    return isDone
  }

  async function steerOne({ key, state, pausedAt, resumedAt }: Head): Promise<number> {
    const journeyId = key.slice('journey:'.length)
    if (state === 'ended') return endAll(journeyId)
    if (state !== 'resuming' || !pausedAt || !resumedAt) return 0
    if (await redateAll(journeyId, { pausedAt, resumedAt })) await deps.resumed(key)
    return 1
  }

  return async (): Promise<number> => {
    const { number, heads } = published.snapshot()
    if (rested?.number === number && performance.now() < rested.until) return 0
    let moved = 0
    for (const head of heads) if (head.key.startsWith('journey:')) moved += await steerOne(head)
    // Whoever acted on an older publication may still have let somebody in, so this is looked at again and again.
    rested = moved === 0 ? { number, until: performance.now() + restMs } : null
    return moved
  }
}

/** Durations go on where the pause cut them; dates stay; what was answered meanwhile is looked for at once. */
function afterPause(
  run: Run,
  definition: JourneyDefinition,
  { pausedAt, resumedAt }: { pausedAt: Date; resumedAt: Date },
): Pick<Run, 'enteredStepAt' | 'dueAt'> {
  const step = definition.steps[run.stepId]
  // Whoever came to the step after the pause, by a process that did not know of it, stood nowhere.
  const stoodSince = Math.max(pausedAt.getTime(), run.enteredStepAt.getTime())
  const stoodMs = Math.max(0, resumedAt.getTime() - stoodSince)
  if (stoodMs === 0) return { enteredStepAt: run.enteredStepAt, dueAt: run.dueAt }
  const enteredStepAt = new Date(run.enteredStepAt.getTime() + stoodMs)
  if (step?.kind === 'waitFor') return { enteredStepAt, dueAt: resumedAt }
  // What it waits for there may have been the end of the pause.
  if (step?.kind === 'send') return { enteredStepAt: run.enteredStepAt, dueAt: resumedAt }
  const span = step?.kind === 'wait' ? spanOf(step.wait) : null
  if (span === null) return { enteredStepAt: run.enteredStepAt, dueAt: run.dueAt }
  return { enteredStepAt, dueAt: shortened(endOfSpan(enteredStepAt, span), { ...run, enteredStepAt }) }
}
