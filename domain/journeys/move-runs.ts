import pLimit from 'p-limit'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { Mapping, MappingStore } from '../../models/mappings.ts'
import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Place, SteeredRunStore } from '../../models/steered-runs.ts'
import type { Clock } from '../clock.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { END } from '../language/names.ts'
import type { Outreach } from '../outreach/contract.ts'
import type { Catalog } from './catalog.ts'
import type { EndRun } from './end-run.ts'
import { placeIn } from './place-in.ts'
import type { PublishedJourneys } from './published-journeys.ts'

/** Why the run of somebody ended who was to leave when another version was published. */
const leftByChoice = 'leftByChoice'

/** Why a touch of a visit that was left is not sent. */
export const moved = 'moved'

export interface MoveRunsDeps {
  published: Pick<PublishedJourneys, 'snapshot'>
  definitions: Pick<DefinitionStore, 'moving'>
  mappings: MappingStore
  steeredRuns: SteeredRunStore
  runs: Pick<RunStore, 'hasten'>
  endRun: EndRun
  catalog: Pick<Catalog, 'definition'>
  /** Closes the touch of the send a run stands at. */
  withdraw(run: Run, message: string): ReturnType<Outreach['withdraw']>
  /** Whether every living process acts on this publication or a later one. */
  allActOn(publication: number): Promise<boolean>
  clock: Clock
  workerId: string
  batchSize: number
  /** How long a worker may still act on what it took before, business ms. */
  leaseMs: number
  sendsAtOnce: number
}

const whoFrom = ({ journeyId, from, publication, begunBefore }: Mapping) => ({
  versionId: `${journeyId}@${from}`,
  publication,
  ...(begunBefore && { begunBefore }),
})

/** Real time between two looks when nobody had to be moved. */
const restMs = 10_000

/**
 * Moves people to other versions as publications decided. Any worker, any number of times: what a crash left is done by the
 * next look. A process that is late may still let somebody in on the old version, so it is looked at again until all living
 * ones act on the publication and whatever they had in hand before is over.
 */
export function createMoveRuns(deps: MoveRunsDeps) {
  const { published, mappings, steeredRuns, catalog, clock } = deps
  let noted: number | null = null
  let rested: { number: number; until: number } | null = null

  /** In the order they were published, so that before the last one noted none is missing. */
  async function noteDecided(upTo: number): Promise<void> {
    noted ??= Math.max(0, (await mappings.lastNoted()) - 1)
    if (noted >= upTo) return
    for (const { _id: publication, at, changes } of await deps.definitions.moving(noted, upTo)) {
      for (const { key, to: inUse, moves } of changes) {
        const journeyId = key.slice('journey:'.length)
        for (const { from, to = inUse, steps } of moves ?? []) {
          if (to == null) continue
          // Into a pilot: others go on to enter the version it takes people from.
          const begunBefore = to === inUse ? undefined : at
          const _id = `${journeyId}@${from}-${to}`
          await mappings.note({
            _id,
            journeyId,
            from,
            to,
            publication,
            steps,
            ...(begunBefore && { begunBefore }),
          })
        }
      }
    }
    noted = upTo
  }

  async function apply(mapping: Mapping): Promise<number> {
    const { journeyId, from, to, steps } = mapping
    const versionId = `${journeyId}@${from}`
    if (isWithdrawn(mapping)) {
      await mappings.finish(mapping, clock.now())
      return 0
    }
    const [left, next] = await Promise.all([
      catalog.definition(versionId),
      catalog.definition(`${journeyId}@${to}`),
    ])
    if (left === null || next === null) return 0
    const stepIds = Object.keys(steps)
    const those = whoFrom(mapping)
    await steeredRuns.leaveBehind({ ...those, stepIds })
    let count = 0
    for (let after = ''; ; ) {
      const page = await steeredRuns.movable({ ...those, stepIds, after }, deps.batchSize)
      const last = page.at(-1)
      if (last === undefined) break
      after = last._id
      count += await movePage(page, mapping, left, next)
      if (page.length < deps.batchSize) break
    }
    if (count > 0) await mappings.addMoved(mapping, count)
    await settle(mapping)
    return count
  }

  async function movePage(
    page: Run[],
    { journeyId, to, steps }: Mapping,
    left: JourneyDefinition,
    next: JourneyDefinition,
  ): Promise<number> {
    const limit = pLimit(deps.sendsAtOnce)
    const free = await Promise.all(page.map((run) => limit(() => hasLeft(run, left, steps))))
    const leaving = page.filter((run, index) => free[index] && steps[run.stepId] === END)
    for (const run of leaving) await deps.endRun(run, leftByChoice)
    const moves = page.flatMap((run, index): { run: Run; to: Place }[] => {
      const stepId = steps[run.stepId]
      if (!free[index] || stepId === undefined || stepId === END) return []
      return [
        { run, to: placeIn(run, { left, next, stepId, versionId: `${journeyId}@${to}`, now: clock.now() }) },
      ]
    })
    return leaving.length + (await steeredRuns.move(moves, `${deps.workerId}:move`))
  }

  /** Whether nothing of the present visit can take effect any more. */
  async function hasLeft(run: Run, left: JourneyDefinition, steps: Mapping['steps']): Promise<boolean> {
    const step = left.steps[run.stepId]
    if (step === undefined || step.kind === 'wait' || step.kind === 'waitFor') return true
    if (step.kind !== 'send') {
      // It may have taken effect before it failed: only the same step does not do it twice.
      return run.failures === 0 || steps[run.stepId] === run.stepId
    }
    const withdrawal = await deps.withdraw(run, step.message)
    // It was sent, or will not be: whoever stands here goes on first, and is moved from where they come to rest.
    if (withdrawal === 'settled') await deps.runs.hasten(run._id, run.stepId, clock.now())
    return withdrawal === 'withdrawn'
  }

  /** Whether it led into a pilot that is none any more, and did not become everybody's. */
  function isWithdrawn({ journeyId, to, begunBefore }: Mapping): boolean {
    if (!begunBefore) return false
    const head = published.snapshot().headOf('journey', journeyId)
    return head?.pilot?.number !== to && head?.number !== to
  }

  async function settle(mapping: Mapping): Promise<void> {
    const { publication, quietSince } = mapping
    const isQuiet = !(await steeredRuns.anyToMove(whoFrom(mapping))) && (await deps.allActOn(publication))
    const now = clock.now()
    if (!isQuiet) {
      if (quietSince) await mappings.noteQuiet(mapping, null)
    } else if (!quietSince) await mappings.noteQuiet(mapping, now)
    else if (now.getTime() - quietSince.getTime() >= deps.leaseMs) await mappings.finish(mapping, now)
  }

  return async (): Promise<number> => {
    const { number } = published.snapshot()
    if (rested?.number === number && performance.now() < rested.until) return 0
    await noteDecided(number)
    let count = 0
    for (const mapping of await mappings.open()) {
      if (mapping.publication <= number) count += await apply(mapping)
    }
    rested = count === 0 ? { number, until: performance.now() + restMs } : null
    return count
  }
}
