import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { versionKeyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Holds } from '../../../domain/journeys/holds.ts'
import { createPlaceFigures, placeDays } from '../../../domain/journeys/place-figures.ts'
import { runState } from '../../../domain/journeys/state-words.ts'
import { whyHere } from '../../../domain/journeys/why-here.ts'
import type { JourneyDefinition } from '../../../domain/language/journey.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { createScopes } from '../../../domain/members/scope.ts'
import { isWithin, type Scope } from '../../../domain/members/scope.ts'
import type { CustomerLists } from '../../../models/customer-lists.ts'
import type { Run } from '../../../models/run.ts'
import { byNext, type RunPlaces, type Waiting } from '../../../models/run-places.ts'
import type { Touch } from '../../../models/touch.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { presentRow } from '../customers/present.ts'
import type { places as contract } from './contract.ts'
import { createWhy, type WhyDeps } from './why.ts'

/** People of one step that are listed and counted by reason: the first to go on. */
const mostListed = 1_000
const customersAtATime = 1_000

export interface PlacesDeps extends WhyDeps {
  places: RunPlaces
  /** All versions of a journey, as runs name them. */
  versionIdsOf: (journeyId: string) => Promise<string[]>
  published: Published
  holds: Holds
  /** What a version says; null when it is nowhere. */
  versionOf: (versionId: string) => Promise<JourneyDefinition | null>
  customers: Pick<Customers, 'find' | 'findMany' | 'masked'>
  lists: Pick<CustomerLists, 'owners' | 'list' | 'countOwned'>
  scopes: ReturnType<typeof createScopes>
  clock: Clock
  realClock: Clock
}

/** 运行: who is where on a journey, and why. */
export function createPlaceHandlers(deps: PlacesDeps): Handlers<typeof contract> {
  const { places, published, clock } = deps
  const figuresOf = createPlaceFigures(deps)
  const why = createWhy(deps)

  async function versionInUse(id: string): Promise<JourneyDefinition> {
    const head = (await published.refresh()).headOf('journey', id)
    const definition = head && (await deps.versionOf(versionKeyOf(id, head.number)))
    if (!definition) throw new DomainError('journey.not_found', { id })
    return definition
  }

  /** Those a lead may see who are on the journey; null for who sees everybody. */
  async function own(scope: Scope, journeyId: string): Promise<Waiting[] | null> {
    if (scope.kind === 'everything') return null
    const owners = (await deps.lists.owners()).filter((owner) => isWithin(scope, owner))
    const versionIds = await deps.versionIdsOf(journeyId)
    const [standing, owned] = await Promise.all([
      places.standing(versionIds),
      owners.length === 0 ? 0 : deps.lists.countOwned(owners),
    ])
    const inside = standing.reduce((sum, { people }) => sum + people, 0)
    // Both ways lead to the same people: the shorter one is taken.
    return inside <= owned ? theirsInside(scope, versionIds) : insideOfTheirs(owners, journeyId)
  }

  async function theirsInside(scope: Scope, versionIds: string[]): Promise<Waiting[]> {
    const found: Waiting[] = []
    for await (const some of places.inside(versionIds, customersAtATime)) {
      const people = await deps.customers.findMany(some.map(({ customerId }) => customerId))
      found.push(
        ...some.filter(({ customerId }) => {
          const customer = people.get(customerId)
          return customer !== undefined && isWithin(scope, customer.owner)
        }),
      )
    }
    return found.sort(byNext)
  }

  async function insideOfTheirs(owners: readonly string[], journeyId: string): Promise<Waiting[]> {
    const found: Waiting[] = []
    for (const owner of owners) {
      for (let after: { id: string } | null = null; ; ) {
        const page = await deps.lists.list({ owners: [owner] }, after, customersAtATime)
        const ids = page.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
        found.push(...(await places.among(journeyId, ids)))
        const last = page.at(-1)
        if (last === undefined || page.length < customersAtATime) break
        after = { id: last._id }
      }
    }
    return found
  }

  async function listed(id: string, stepId: string, caller: Caller) {
    const mine = await own(await deps.scopes.of(caller), id)
    if (mine !== null) {
      const here = mine.filter((one) => one.stepId === stepId)
      return { total: here.length, waiting: here.slice(0, mostListed) }
    }
    const standing = (await places.standing(await deps.versionIdsOf(id))).filter(
      (row) => row.stepId === stepId,
    )
    const versionIds = standing.map(({ versionId }) => versionId)
    return {
      total: standing.reduce((sum, { people }) => sum + people, 0),
      waiting: await places.earliest(versionIds, stepId, mostListed),
    }
  }

  async function reasonOf(run: Run, touch: Touch | undefined) {
    const definition = await deps.versionOf(run.versionId)
    const held = definition && deps.holds.atStep(definition, run.stepId)
    const step = definition?.steps[run.stepId]
    return { ...whyHere(run, { step, held, touch, now: clock.now() }), held }
  }

  return {
    async figures({ params: { id }, caller }) {
      const { steps } = await versionInUse(id)
      const stepIds = Object.keys(steps)
      const mine = await own(await deps.scopes.of(caller), id)
      const versionIds = await deps.versionIdsOf(id)
      const all = mine === null ? await figuresOf({ journeyId: id, versionIds, stepIds }) : null
      const standing = all?.standing ?? standingOf(mine ?? [])
      const at = (stepId: string) =>
        standing.filter((row) => row.stepId === stepId).reduce((sum, { people }) => sum + people, 0)
      return {
        days: placeDays,
        inside: standing.reduce((sum, { people }) => sum + people, 0),
        entered: all?.entered ?? null,
        completed: all?.completed ?? null,
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

    async people({ params: { id, stepId }, query, caller }) {
      await versionInUse(id)
      const { total, waiting } = await listed(id, stepId, caller)
      const runs = (await places.runsOf(waiting.map(({ _id }) => _id))).filter(
        (run) => run.state === 'active',
      )
      const touches = await places.touchesOf(runs.map(touchIdOf))
      const told = await Promise.all(
        runs.map(async (run) => ({ run, ...(await reasonOf(run, touches.get(touchIdOf(run)))) })),
      )
      const matching =
        query.reason === undefined ? told : told.filter(({ reason }) => reason === query.reason)
      const shown = matching.slice(query.offset, query.offset + query.limit)
      const items = await Promise.all(
        shown.map(async ({ run, reason, says, isLate, held }) => {
          const customer = await deps.customers.find(run.customerId)
          const row = customer && presentRow(customer, deps.customers.masked(customer), nobody)
          return {
            runId: run._id,
            customerId: customer?._id ?? run.customerId,
            name: row?.name ?? '没有找到的客户',
            phone: row?.phone ?? null,
            since: run.enteredStepAt,
            next: held === null ? (run.dueAt ?? null) : null,
            isLate,
            reason,
            says,
            version: numberOf(run.versionId),
          }
        }),
      )
      return {
        total,
        listed: told.length,
        late: told.filter(({ isLate }) => isLate).length,
        reasons: countedReasons(told),
        matching: matching.length,
        items,
      }
    },

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

/** Whose the customer is is not told here. */
const nobody = (userid: string) => ({ userid, name: userid, department: null, store: null })

const touchIdOf = ({ _id, stepId, visit }: Pick<Run, '_id' | 'stepId' | 'visit'>): string =>
  `${_id}:${stepId}:${visit}`

const numberOf = (versionId: string): number => Number(versionId.slice(versionId.lastIndexOf('@') + 1))

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

function countedReasons(told: readonly { reason: string; says: string }[]) {
  const found = new Map<string, { reason: string; says: string; people: number }>()
  for (const { reason, says } of told) {
    found.set(reason, { reason, says, people: (found.get(reason)?.people ?? 0) + 1 })
  }
  return [...found.values()].sort((a, b) => b.people - a.people)
}
