import { standingOf } from '../../../domain/coupons/coupon-states.ts'
import { buyingFacts } from '../../../domain/customers/buying-facts.ts'
import { quietLines } from '../../../domain/customers/quiet-words.ts'
import { idsOf } from '../../../domain/explanations/find-definition.ts'
import { doNotDisturbTag } from '../../../domain/language/settings.ts'
import { leavesOf } from '../../../domain/language/walk-rule.ts'
import { isUnderFourteen } from '../../../domain/outreach/gates/guardian.ts'
import { taskStates } from '../../../domain/sales/state-words.ts'
import type { Customer, QuietBy } from '../../../models/customer.ts'
import type { CustomerDeps } from './deps.ts'
import { ownersBy } from './owners.ts'
import { presentReach, presentRow } from './present.ts'

const mostRuns = 50
const mostCoupons = 200

/** Everything of one customer's head and facts. */
export function createCustomerLook(deps: CustomerDeps) {
  const { customers, stores, runFigures, definitionNames, tagsOf, clock } = deps

  function guardianFacts(customer: Customer) {
    if (!isUnderFourteen(customer, clock.now(), customers.traitInClear)) return null
    const { state = null, at = null, textVersion = null, evidence = null } = customer.consent.guardian ?? {}
    return { state, at, textVersion, evidence }
  }

  async function couponFacts(customer: Customer) {
    const now = clock.now()
    const grants = await stores.coupons.grantsOf(idsOf(customer), mostCoupons)
    const usable = grants
      .filter((grant) => ['granted', 'returned'].includes(standingOf(grant, now)))
      .sort((a, b) => a.validUntil.getTime() - b.validUntil.getTime())
    const [nearest] = usable
    if (!nearest) return { usable: 0, nearest: null }
    const name = await definitionNames([{ kind: 'batch', id: nearest.batchId }])
    return {
      usable: usable.length,
      nearest: { name: name('batch', nearest.batchId), validUntil: nearest.validUntil },
    }
  }

  async function journeyFacts(customer: Customer) {
    const runs = await runFigures.ofCustomers(idsOf(customer), mostRuns)
    const inside = runs.filter(({ state }) => state === 'active')
    const name = await definitionNames(inside.map(({ journeyId: id }) => ({ kind: 'journey', id })))
    return inside.map(({ _id: runId, journeyId: id, startedAt: since, dueAt }) => ({
      kind: 'journey' as const,
      id,
      name: name('journey', id),
      runId,
      since,
      next: dueAt ?? null,
    }))
  }

  async function quietFacts(customer: Customer) {
    const lines = quietLines(customer, clock.now())
    const owners = await ownersBy(
      lines.map(({ by }) => (by?.who === 'staff' ? by.id : undefined)),
      stores,
    )
    const nameOf = async (by: QuietBy | null) => {
      if (by === null) return null
      return by.who === 'member' ? deps.memberName(by.id) : owners(by.id).name
    }
    return Promise.all(lines.map(async (line) => ({ ...line, by: await nameOf(line.by) })))
  }

  async function openTask({ openTaskId }: Customer) {
    const task = openTaskId === undefined ? null : await stores.tasks.find(openTaskId)
    if (!task || task.state === 'done' || task.state === 'joined') return null
    const holder = task.assignee === undefined ? null : await stores.staff.find(task.assignee)
    return {
      id: task._id,
      title: task.title,
      state: task.state,
      stateName: taskStates[task.state],
      assignee: holder?.name ?? task.assignee ?? null,
      dueAt: (task.state === 'accepted' ? task.dueBy : task.acceptBy) ?? null,
    }
  }

  return async function look(customer: Customer) {
    const masked = customers.masked(customer)
    const staff = [customer.owner, ...customer.follows.map((follow) => follow.staff)]
    const owners = await ownersBy(staff, stores)
    const segmentName = await definitionNames(customer.segments.map((id) => ({ kind: 'segment', id })))
    const { profile } = customer
    return {
      ...presentRow(customer, masked, owners),
      realName: masked.realName ?? null,
      email: masked.email ?? null,
      region: profile.region ?? null,
      sourceChannel: profile.sourceChannel ?? null,
      avatarUrl: profile.avatarUrl ?? null,
      openTask: await openTask(customer),
      facts: {
        ...buyingFacts(customer, clock.now()),
        coupons: await couponFacts(customer),
        journeys: await journeyFacts(customer),
      },
      reach: presentReach(customer, {
        staffName: (userid) => owners(userid).name,
        traitInClear: customers.traitInClear,
        now: clock.now(),
      }),
      quiet: await quietFacts(customer),
      guardian: guardianFacts(customer),
      tagsWithOrigin: (await tagsOf(customer)).map(({ name, at, origin, why, of, isKept }) => ({
        name,
        at,
        origin,
        why: why ?? null,
        of: of ?? null,
        isKept,
      })),
      segments: customer.segments.map((id) => ({
        kind: 'segment' as const,
        id,
        name: segmentName('segment', id),
      })),
    }
  }
}

/** Tags this installation gives or asks about: what a list can be narrowed by without reading everybody. */
export function tagsInUse({ registry }: CustomerDeps['published']): string[] {
  const given = registry.journeys.flatMap(({ steps }) =>
    Object.values(steps).flatMap((step) => (step.kind === 'tag' ? [...step.add, ...step.remove] : [])),
  )
  const asked = registry.segments.flatMap(({ rule }) =>
    [...leavesOf(rule)].flatMap(({ leaf }) => (leaf.kind === 'tag' ? [leaf.tag] : [])),
  )
  const always = ['高意向', '高价值', '潜力', '已购买', '复购', '看过商品', doNotDisturbTag]
  return [...new Set([...always, ...given, ...asked])]
}
