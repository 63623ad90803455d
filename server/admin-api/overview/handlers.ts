import type { Clock } from '../../../domain/clock.ts'
import type { FlowLift } from '../../../domain/insights/overview/flow-lift.ts'
import type { Lift } from '../../../domain/insights/overview/lift.ts'
import { type LastRounds, ranSince } from '../../../domain/insights/overview/overnight.ts'
import { isToldOfSegment, type Narrowed, type Overviews } from '../../../domain/insights/overview/overview.ts'
import { resultsOf } from '../../../domain/insights/overview/results.ts'
import type { SegmentDefinition } from '../../../domain/language/segment.ts'
import type { CompanyRules } from '../../../domain/language/settings.ts'
import { type TargetName, targetSpecs } from '../../../domain/language/targets.ts'
import { localTime } from '../../../domain/local-time.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Scopes } from '../../../domain/members/scope.ts'
import { type PeriodName, periodOf } from '../../../domain/period.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import { sumFigures } from '../../../domain/staff-figures/sum-figures.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { CustomerStore } from '../../../models/customers.ts'
import type { RetailStore, RetailStoreStore } from '../../../models/retail-stores.ts'
import type { BehaviourFigures, StaffFigureStore } from '../../../models/staff-figures.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { overview as contract } from './contract.ts'

export function createOverviewHandlers(deps: {
  overview: Overviews
  stores: Pick<RetailStoreStore, 'all'>
  scopes: Pick<Scopes, 'storesOf'>
  customers: Pick<CustomerStore, 'findMany'>
  figures: Pick<StaffFigureStore, 'between'>
  /** Segments in use. */
  segments: () => readonly Pick<SegmentDefinition, 'id' | 'name' | 'kind'>[]
  definitionNames: ReturnType<typeof createDefinitionNames>
  /** Flows with those they hold out, all together and each. */
  lift: () => Promise<Lift & { byFlow: FlowLift[] }>
  rounds: () => Promise<LastRounds>
  directory: Pick<StaffDirectory, 'all'>
  rules: () => Pick<CompanyRules, 'targets' | 'manual' | 'costs' | 'leads'>
  clock: Clock
}): Handlers<typeof contract> {
  const { overview, stores, customers, figures, definitionNames, rules, clock } = deps
  const { lift, rounds, directory, scopes, segments } = deps

  /** Codes somebody may look at: of a lead their own, also of a 门店 that closed. Who is no lead reads what the company has. */
  async function ownOf(caller: Caller): Promise<'all' | ReadonlySet<string>> {
    if (caller.role !== 'lead') return 'all'
    const own = await scopes.storesOf(caller)
    return own === 'all' ? own : new Set([...caller.stores, ...own])
  }

  const within = (all: readonly RetailStore[], own: 'all' | ReadonlySet<string>): RetailStore[] =>
    all.filter(({ _id }) => own === 'all' || own.has(_id))

  /** A 大区 is its 门店, as they are now; without a wish a lead gets all of their own. */
  function narrowed(asked: Asked, all: readonly RetailStore[], own: 'all' | ReadonlySet<string>): Narrowed {
    const { store, region } = asked
    if (own !== 'all' && own.size === 0) throw ownAlone()
    if (store !== undefined) {
      if (own !== 'all' && !own.has(store)) throw ownAlone()
      return { store }
    }
    if (region !== undefined) {
      return { store: within(all, own).flatMap((one) => (one.region === region ? [one._id] : [])) }
    }
    return own === 'all' ? {} : { store: [...own] }
  }

  async function repliesIn({ from, to }: { from: string; to: string }) {
    const days = await figures.between(from, to)
    const [first] = days
    if (first === undefined) return null
    // All members as one: how well the company answered.
    const together = sumFigures(days.map((day) => ({ ...day, staff: first.staff }))).get(first.staff)
    return {
      percent: together?.replyPercent ?? null,
      minutes: together?.replyMinutes ?? null,
      until: days.reduce((last, { day }) => (day > last ? day : last), first.day),
    }
  }

  return {
    async look({ query: { period, ...asked }, caller }) {
      const days = periodOf(period as PeriodName, clock.now())
      const [all, own] = await Promise.all([stores.all(), ownOf(caller)])
      const only = { ...narrowed(asked, all, own), ...ofSegment(asked) }
      const [found, replies] = await Promise.all([
        overview.look(days, only),
        only.store === undefined && only.segment === undefined ? repliesIn(days) : null,
      ])
      const nameOf = await definitionNames(found.flows.map(({ flow }) => ({ kind: 'journey', id: flow })))
      const storeNames = new Map(all.map(({ _id, name }) => [_id, name]))
      const { stores: sales, figures, untold, flows, openHours } = found
      const inForce = rules()
      return {
        ...{ ...days, openHours },
        figures: { ...figures, ...Object.fromEntries(untold.map((name) => [name, null])) },
        flows: flows.map((flow) => ({ ...flow, name: nameOf('journey', flow.flow) })),
        replies,
        results: resultsOf(found, inForce),
        hasLeads: inForce.leads.mqlFlows.length > 0,
        targets: targetsOf(inForce),
        sales:
          sales?.map(({ store: code, now, before }) => ({
            ...{ code, now, before },
            name: code === null ? null : (storeNames.get(code) ?? code),
          })) ?? null,
        stores: within(all, own).map(({ _id, name, region }) => ({
          ...{ code: _id, name },
          region: region ?? null,
        })),
        segments: segments().flatMap(({ id, name, kind }) => (kind === 'live' ? [{ id, name }] : [])),
        readAt: clock.now(),
      }
    },

    lift: () => lift(),

    async replies({ query: { period } }) {
      const { from, to } = periodOf(period as PeriodName, clock.now())
      const [days, staff] = await Promise.all([figures.between(from, to), directory.all()])
      const names = new Map(staff.map(({ _id, name }) => [_id, name]))
      const items = [...sumFigures(days)].map(([userid, sum]) => ({
        ...{ staff: userid, name: names.get(userid) ?? userid },
        ...answeredOf(sum),
        days: days
          .filter((day) => day.staff === userid)
          .sort((one, other) => (one.day < other.day ? 1 : -1))
          .map((day) => ({ day: day.day, ...answeredOf(day) })),
      }))
      // Who answers least of most chats is who is looked for.
      return {
        items: items.sort(
          (one, other) => (one.percent ?? 101) - (other.percent ?? 101) || other.chats - one.chats,
        ),
      }
    },

    async overnight() {
      const yesterdayEvening = localTime(clock.now()).startOf('day').minus({ hours: 6 }).toJSDate()
      return { items: ranSince(await rounds(), yesterdayEvening) }
    },

    async people({ query: { period, figure, after, limit, flow, ...asked }, caller }) {
      if (asked.segment !== undefined && !isToldOfSegment(figure))
        throw new AdminRefusal(422, 'figure.not_by_segment', '这个数不分人群包')
      const only = {
        ...{ ...narrowed(asked, await stores.all(), await ownOf(caller)), ...ofSegment(asked) },
        ...(flow !== undefined && { flow }),
      }
      const days = periodOf(period as PeriodName, clock.now())
      const { items, next } = await overview.people(figure, days, only, { limit, ...(after && { after }) })
      const known = await customers.findMany([...new Set(items.map(({ customerId }) => customerId))])
      const nicknames = new Map(known.map(({ _id, profile }) => [_id, profile.nickname]))
      return {
        items: items.map(({ id, customerId, at, amount }) => ({
          ...{ id, customerId, at, amount },
          nickname: nicknames.get(customerId) ?? null,
        })),
        next,
      }
    },
  }
}

interface Asked {
  store?: string | undefined
  region?: string | undefined
  segment?: string | undefined
}

const ofSegment = ({ segment }: Asked): Pick<Narrowed, 'segment'> =>
  segment === undefined ? {} : { segment }

const ownAlone = () =>
  new AdminRefusal(403, 'request.forbidden', '只能看自己的门店，请负责人在「成员」里给您加上')

const targetsOf = ({ targets }: Pick<CompanyRules, 'targets'>) =>
  Object.fromEntries(
    (Object.entries(targets) as [TargetName, number | undefined][]).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value, better: targetSpecs[name].better }]],
    ),
  )

const answeredOf = ({ chats, replyPercent, replyMinutes }: BehaviourFigures) => ({
  ...{ chats, percent: replyPercent ?? null, minutes: replyMinutes ?? null },
})
