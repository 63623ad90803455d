import { keyOf } from '../../../domain/definitions/keys.ts'
import type { JourneyDefinition } from '../../../domain/language/journey.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Handlers } from '../core/endpoint.ts'
import { createAtStep, type Told } from './at-step.ts'
import type { places as contract } from './contract.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { PlacesDeps } from './deps.ts'
import type { OwnPeople } from './own-people.ts'
import { presentPerson } from './present-person.ts'

/** People whose reasons are counted: the first to go on. */
const mostCounted = 1_000
/** People looked at for one page of a reason: whoever wants more goes on from there. */
const mostLooked = 2_000
const exportedAtATime = 500

type Listing = Pick<Handlers<typeof contract>, 'reasons' | 'people' | 'exportPeople'>

/** Who stands at a step: how many for what reason, one by one, and as a table to take along. */
export function createPeopleHandlers(
  deps: PlacesDeps,
  ownPeople: OwnPeople,
  versionInUse: (journeyId: string) => Promise<JourneyDefinition>,
): Listing {
  const atStep = createAtStep(deps, ownPeople)

  async function present(told: readonly Told[]) {
    const found = await deps.customers.findMany(told.map(({ run }) => run.customerId))
    return told.map(({ run, reason, says, isLate, held }) => ({
      ...presentPerson(run.customerId, found.get(run.customerId), deps),
      runId: run._id,
      since: run.enteredStepAt,
      next: held === null ? (run.dueAt ?? null) : null,
      isLate,
      reason,
      says,
      version: numberOf(run.versionId),
    }))
  }

  async function page(
    { id, stepId }: { id: string; stepId: string },
    { reason, after, limit }: { reason?: string; after?: string; limit: number },
    caller: Caller,
  ) {
    const step = await atStep(id, stepId, caller)
    const matching: Told[] = []
    let looked = 0
    let last: Told | null = null
    let isOver = true
    for await (const one of step.told(readCursor(after), limit + 1)) {
      if (matching.length === limit || looked === mostLooked) {
        isOver = false
        break
      }
      looked += 1
      last = one
      if (reason === undefined || one.reason === reason) matching.push(one)
    }
    return {
      items: await present(matching),
      next: isOver || last === null ? null : writeCursor(placeOf(last)),
      looked,
    }
  }

  return {
    async reasons({ params: { id, stepId }, caller }) {
      await versionInUse(id)
      const step = await atStep(id, stepId, caller)
      const counts = new Map<string, { reason: string; says: string; people: number }>()
      let counted = 0
      for await (const { reason, says } of step.told(null)) {
        if (counted === mostCounted) break
        counted += 1
        counts.set(reason, { reason, says, people: (counts.get(reason)?.people ?? 0) + 1 })
      }
      const [total, late] = await Promise.all([step.total(), step.late()])
      const reasons = [...counts.values()].sort((a, b) => b.people - a.people)
      return { total, late, counted, reasons }
    },

    async people({ params, query, caller }) {
      await versionInUse(params.id)
      return page(params, query, caller)
    },

    async exportPeople({ params, body, caller }) {
      await versionInUse(params.id)
      const { items, next } = await page(params, { ...body, limit: exportedAtATime }, caller)
      // Whoever goes on with an export began it, and that was noted.
      if (body.after === undefined) {
        const people = await (await atStep(params.id, params.stepId, caller)).total()
        const { reason = null } = body
        await deps.auditLog.record(caller, {
          action: 'place.exported',
          on: keyOf('journey', params.id),
          details: { step: params.stepId, for: reason, people },
        })
      }
      return { items, next }
    },
  }
}

const placeOf = ({ run }: Told) => ({ at: run.dueAt ?? new Date(0), id: run._id })

export const numberOf = (versionId: string): number => Number(versionId.slice(versionId.lastIndexOf('@') + 1))
