import { eventLabels, labelOf } from '../../../domain/audience/labels.ts'
import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import { DomainError } from '../../../domain/errors.ts'
import { createPlaceFigures, placeDays } from '../../../domain/journeys/place-figures.ts'
import { createRealFigures } from '../../../domain/journeys/real-figures.ts'
import { runState } from '../../../domain/journeys/state-words.ts'
import type { JourneyDefinition } from '../../../domain/language/journey.ts'
import { isWithin } from '../../../domain/members/scope.ts'
import type { Waiting } from '../../../models/standing-runs.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { touchIdOf } from './at-step.ts'
import type { places as contract } from './contract.ts'
import type { PlacesDeps } from './deps.ts'
import { createOwnPeople } from './own-people.ts'
import { createPassedHandlers } from './passed-handlers.ts'
import { createPeopleHandlers, numberOf } from './people-handlers.ts'
import { createWhy } from './why.ts'

/** 运行: who is where on a journey, and why. */
export function createPlaceHandlers(deps: PlacesDeps): Handlers<typeof contract> {
  const { places, published, clock } = deps
  const figuresOf = createPlaceFigures(deps)
  const ownPeople = createOwnPeople(deps)
  const realFigures = createRealFigures(deps)
  const why = createWhy(deps)

  async function versionInUse(id: string): Promise<JourneyDefinition> {
    const head = (await published.refresh()).headOf('journey', id)
    const definition = head && (await deps.versionOf(versionKeyOf(id, head.number)))
    if (!definition) throw new DomainError('journey.not_found', { id })
    return definition
  }

  return {
    async figures({ params: { id }, caller }) {
      const { steps, goal } = await versionInUse(id)
      const stepIds = Object.keys(steps)
      const versionIds = await deps.versionIdsOf(id)
      const mine = await ownPeople(await deps.scopes.of(caller), { id, versionIds })
      const all = mine === null ? await figuresOf({ journeyId: id, versionIds, stepIds }) : null
      const standing = all?.standing ?? standingOf(mine ?? [])
      const at = (stepId: string) =>
        standing.filter((row) => row.stepId === stepId).reduce((sum, { people }) => sum + people, 0)
      return {
        days: placeDays,
        inside: standing.reduce((sum, { people }) => sum + people, 0),
        entered: all?.entered ?? null,
        completed: all?.completed ?? null,
        goal: goal && all ? { says: labelOf(eventLabels, goal.event), people: all.reached } : null,
        steps: stepIds.map((stepId) => {
          const totals = all?.steps.find((step) => step.id === stepId)
          return {
            id: stepId,
            there: at(stepId),
            totals: totals ? { ...totals, left: leftOf(totals.left) } : null,
          }
        }),
        elsewhere: standing
          .filter(({ stepId }) => !stepIds.includes(stepId))
          .map(({ versionId, stepId, people }) => ({ number: numberOf(versionId), stepId, people })),
        countedAt: all?.countedAt ?? clock.now(),
      }
    },

    async real({ params: { id }, query: { days } }) {
      const { steps } = await versionInUse(id)
      const number = published.snapshot().headOf('journey', id)?.number ?? 1
      const [version] = await deps.definitions.versions([versionKeyOf(keyOf('journey', id), number)])
      const inUseSince = version?.madeAt ?? clock.now()
      const versionId = versionKeyOf(id, number)
      const asked = { journeyId: id, versionId, stepIds: Object.keys(steps), inUseSince, days }
      const real = await realFigures(asked)
      const gone = (left: Record<string, number>) => Object.values(left).reduce((sum, n) => sum + n, 0)
      return { ...real, number, steps: real.steps.map((step) => ({ ...step, left: gone(step.left) })) }
    },

    ...createPeopleHandlers(deps, ownPeople, versionInUse),
    ...createPassedHandlers(deps, versionInUse),

    async why({ params: { id, stepId }, query: { runId }, caller }) {
      const [run] = await places.runsOf([runId])
      const customer = run && (await deps.customers.find(run.customerId))
      const isTheirs = customer && isWithin(await deps.scopes.of(caller), customer.owner)
      if (!run || !isTheirs || run.journeyId !== id || run.stepId !== stepId || run.state !== 'active') {
        throw new AdminRefusal(404, 'place.left', '这位客户已经不在这一步')
      }
      const touch = (await places.touchesOf([touchIdOf(run)])).get(touchIdOf(run))
      return why(run, touch ?? null)
    },
  }
}

function standingOf(waiting: readonly Waiting[]) {
  const found = new Map<string, { versionId: string; stepId: string; people: number }>()
  for (const { versionId, stepId } of waiting) {
    const key = `${versionId} ${stepId}`
    found.set(key, { versionId, stepId, people: (found.get(key)?.people ?? 0) + 1 })
  }
  return [...found.values()]
}

function leftOf(left: Record<string, number>) {
  return Object.entries(left).map(([reason, people]) => ({ reason, says: runState(reason), people }))
}
