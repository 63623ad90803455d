import { lateAfterMs, whyHere } from '../../../domain/journeys/why-here.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { After } from '../../../models/by-moment.ts'
import type { Run } from '../../../models/run.ts'
import { byNext, type Waiting } from '../../../models/standing-runs.ts'
import type { Touch } from '../../../models/touch.ts'
import type { PlacesDeps } from './deps.ts'
import type { OwnPeople } from './own-people.ts'

/** Somebody at a step, with why they stand there. */
export interface Told {
  run: Run
  reason: string
  says: string
  isLate: boolean
  held: string | null
}

/** Of reasons that are looked for at a time; a page looks for its own first. */
const mostAtATime = 100

/** The people of a step as somebody may see them: how many, how many are late, and each of them in their order. */
export function createAtStep(deps: PlacesDeps, ownPeople: OwnPeople) {
  const { places, standing, holds, clock } = deps

  async function reasonOf(run: Run, touch: Touch | undefined): Promise<Told> {
    const definition = await deps.versionOf(run.versionId)
    const held = definition && holds.atStep(definition, run.stepId)
    const step = definition?.steps[run.stepId]
    return { run, ...whyHere(run, { step, held, touch, now: clock.now() }), held }
  }

  /** Those of them who are still there, each with the reason. */
  async function tell(stepId: string, waiting: readonly Waiting[]): Promise<Told[]> {
    const runs = (await places.runsOf(waiting.map(({ _id }) => _id))).filter(
      (run) => run.state === 'active' && run.stepId === stepId,
    )
    const touches = await places.touchesOf(runs.map(touchIdOf))
    return Promise.all(runs.map((run) => reasonOf(run, touches.get(touchIdOf(run)))))
  }

  async function lateVersions(versionIds: readonly string[], stepId: string): Promise<string[]> {
    const found: string[] = []
    for (const versionId of versionIds) {
      const definition = await deps.versionOf(versionId)
      if (definition === null || holds.atStep(definition, stepId) === null) found.push(versionId)
    }
    return found
  }

  return async function atStep(journeyId: string, stepId: string, caller: Caller) {
    const all = await deps.versionIdsOf(journeyId)
    const mine = await ownPeople(await deps.scopes.of(caller), { id: journeyId, versionIds: all })
    const here = mine?.filter((one) => one.stepId === stepId)
    const versionIds = await standing.inhabited({ versionIds: all, stepId })
    const lateBefore = new Date(clock.now().getTime() - lateAfterMs)

    function inOrder(after: After | null): AsyncIterable<Waiting> | Iterable<Waiting> {
      if (here === undefined) return standing.inOrder({ versionIds, stepId }, after)
      return after === null ? here : here.filter((one) => byNext(placeOf(after), one) < 0)
    }

    return {
      /** Everybody behind `after`, with their reasons, read as far as it is asked for. */
      async *told(after: After | null, first = mostAtATime): AsyncGenerator<Told> {
        let batch: Waiting[] = []
        let size = first
        for await (const waiting of inOrder(after)) {
          batch.push(waiting)
          if (batch.length < size) continue
          yield* await tell(stepId, batch)
          batch = []
          size = mostAtATime
        }
        yield* await tell(stepId, batch)
      },
      total: async () => here?.length ?? standing.count({ versionIds, stepId }),
      async late(): Promise<number> {
        const going = await lateVersions(versionIds, stepId)
        if (here === undefined) return standing.countDue({ versionIds: going, stepId }, lateBefore)
        return here.filter(({ versionId, dueAt }) => going.includes(versionId) && dueAt && dueAt < lateBefore)
          .length
      },
    }
  }
}

/** A message of a run is known by the visit that asked for it. */
export const touchIdOf = ({ _id, stepId, visit }: Pick<Run, '_id' | 'stepId' | 'visit'>): string =>
  `${_id}:${stepId}:${visit}`

const placeOf = ({ at, id }: After): Waiting => ({
  _id: id,
  dueAt: at,
  stepId: '',
  customerId: '',
  versionId: '',
})
