import type { Clock } from '../../../domain/clock.ts'
import type { Narrowed, Overviews } from '../../../domain/insights/overview/overview.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { type PeriodName, periodOf } from '../../../domain/period.ts'
import { sumFigures } from '../../../domain/staff-figures/sum-figures.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { CustomerStore } from '../../../models/customers.ts'
import type { RetailStoreStore } from '../../../models/retail-stores.ts'
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
  clock: Clock
}): Handlers<typeof contract> {
  const { overview, stores, customers, figures, definitionNames, clock } = deps

  /** A lead sees their own stores: one at a time, the first where none is named. */
  function narrowed(asked: Narrowed, caller: Caller): Narrowed {
    if (caller.role !== 'lead') return asked
    const store = asked.store ?? caller.stores[0]
    if (store === undefined || !caller.stores.includes(store)) {
      throw new AdminRefusal(403, 'request.forbidden', '只能看自己的门店，请负责人在「成员」里给您加上')
    }
    return { store }
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
      const only = narrowed(asked, caller)
      const [found, all, replies] = await Promise.all([
        overview.look(days, only),
        stores.all(),
        only.store === undefined && only.region === undefined ? repliesIn(days) : null,
      ])
      const nameOf = await definitionNames(found.flows.map(({ flow }) => ({ kind: 'journey', id: flow })))
      const own = caller.role === 'lead' ? all.filter(({ _id }) => caller.stores.includes(_id)) : all
      return {
        ...days,
        ...found,
        flows: found.flows.map((flow) => ({ ...flow, name: nameOf('journey', flow.flow) })),
        replies,
        stores: own.map(({ _id, name }) => ({ code: _id, name })),
      }
    },

    async people({ query: { period, figure, after, limit, flow, ...asked }, caller }) {
      const only = { ...narrowed(asked, caller), ...(flow !== undefined && { flow }) }
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
