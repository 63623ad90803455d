import type { Clock } from '../../../domain/clock.ts'
import type { Narrowed, Overviews } from '../../../domain/insights/overview/overview.ts'
import type { CompanyRules } from '../../../domain/language/settings.ts'
import { type TargetName, targetSpecs } from '../../../domain/language/targets.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { type PeriodName, periodOf } from '../../../domain/period.ts'
import { sumFigures } from '../../../domain/staff-figures/sum-figures.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { CustomerStore } from '../../../models/customers.ts'
import type { RetailStore, RetailStoreStore } from '../../../models/retail-stores.ts'
import type { StaffFigureStore } from '../../../models/staff-figures.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { overview as contract } from './contract.ts'

export function createOverviewHandlers(deps: {
  overview: Overviews
  stores: Pick<RetailStoreStore, 'all'>
  customers: Pick<CustomerStore, 'findMany'>
  figures: Pick<StaffFigureStore, 'between'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  rules: () => Pick<CompanyRules, 'targets'>
  clock: Clock
}): Handlers<typeof contract> {
  const { overview, stores, customers, figures, definitionNames, rules, clock } = deps

  /** Those somebody may look at: of a lead their own. */
  function within(all: readonly RetailStore[], caller: Caller): RetailStore[] {
    const isOwn = ({ _id }: RetailStore) => caller.role !== 'lead' || caller.stores.includes(_id)
    return all.filter(isOwn)
  }

  /** A 大区 is its 门店, as they are now; without a wish a lead gets all of their own. */
  function narrowed(asked: Asked, all: readonly RetailStore[], caller: Caller): Narrowed {
    if (caller.role === 'lead' && caller.stores.length === 0) throw ownAlone()
    const { store, region } = asked
    if (store !== undefined) {
      if (caller.role === 'lead' && !caller.stores.includes(store)) throw ownAlone()
      return { store }
    }
    if (region !== undefined) {
      return {
        store: within(all, caller).flatMap((one) => (one.region === region ? [one._id] : [])),
      }
    }
    return caller.role === 'lead' ? { store: caller.stores } : {}
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
      const all = await stores.all()
      const only = narrowed(asked, all, caller)
      const [found, replies] = await Promise.all([
        overview.look(days, only),
        only.store === undefined ? repliesIn(days) : null,
      ])
      const nameOf = await definitionNames(found.flows.map(({ flow }) => ({ kind: 'journey', id: flow })))
      const storeNames = new Map(all.map(({ _id, name }) => [_id, name]))
      const { stores: sales, ...figures } = found
      return {
        ...days,
        ...figures,
        flows: found.flows.map((flow) => ({ ...flow, name: nameOf('journey', flow.flow) })),
        replies,
        targets: targetsOf(rules()),
        sales: sales.map(({ store: code, now, before }) => ({
          ...{ code, now, before },
          name: code === null ? null : (storeNames.get(code) ?? code),
        })),
        stores: within(all, caller).map(({ _id, name, region }) => ({
          ...{ code: _id, name },
          region: region ?? null,
        })),
        readAt: clock.now(),
      }
    },

    async people({ query: { period, figure, after, limit, flow, ...asked }, caller }) {
      const only = {
        ...narrowed(asked, await stores.all(), caller),
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
}

const ownAlone = () =>
  new AdminRefusal(403, 'request.forbidden', '只能看自己的门店，请负责人在「成员」里给您加上')

const targetsOf = ({ targets }: Pick<CompanyRules, 'targets'>) =>
  Object.fromEntries(
    (Object.entries(targets) as [TargetName, number | undefined][]).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value, better: targetSpecs[name].better }]],
    ),
  )
