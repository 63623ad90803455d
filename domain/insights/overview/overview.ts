import type { Channel } from '../../../models/customer.ts'
import type { LeadRules } from '../../language/lead-rules.ts'
import { boundsOf, type Period } from '../../period.ts'
import { isToldBySegment } from '../rollups/by-segment.ts'
import type { LagClass } from '../rollups/lags.ts'
import type { PeoplePage, PeopleQuestion } from '../rollups/people.ts'
import type { Figure, FigureAnswer, FigureQuestion, Where } from '../rollups/read.ts'
import { matcher } from '../rollups/read.ts'
import { type FigureName, figureNames, figureOf, type ShownFigure } from './shown-figures.ts'

const dayMs = 86_400_000

/** How many, and what they come to (fen, where the figure is of money). */
export interface Amount {
  count: number
  sum: number
}

/** A flow with what came of it: who entered, who reached the goal, what that was worth. */
export interface FlowFigures {
  flow: string
  entered: number
  goals: number
  goalsFen: number
}

/** A 门店 with the orders that count; null = of those bought nowhere in particular, by customers of none. */
export interface StoreFigures {
  store: string | null
  now: Amount
  before: Amount
}

export interface Overview {
  figures: Record<FigureName, { now: Amount; before: Amount }>
  /** Those of them that cannot be told of one segment, and stand at nothing. */
  untold: FigureName[]
  /** Those with the most goals first. */
  flows: FlowFigures[]
  /** Those with the most money first; null where a segment is looked at, for no order says in which its customer was. */
  stores: StoreFigures[] | null
  /** Messages that went out, by channel, and by how long after their step began. */
  sentBy: Partial<Record<Channel, number>>
  lags: Partial<Record<LagClass, number>>
  /** Hours of the period that are still being counted. */
  openHours: number
}

/** Of one 门店, of some, or of all; of customers who live in a region. */
export interface Narrowed {
  store?: string | readonly string[]
  region?: string
  /** Of those who were in this live segment when their run or message began. */
  segment?: string
}

interface Reader {
  read(question: FigureQuestion): Promise<FigureAnswer>
  people(question: PeopleQuestion, page: { after?: string; limit: number }): Promise<PeoplePage>
}

const nothing: Amount = { count: 0, sum: 0 }

/**
 * The figures of 总览, from the figures by the hour alone: each of a period, and of as many days before it. Without `leads` nobody is a
 * lead.
 */
export function createOverview({
  read,
  people,
  leads,
}: Reader & { leads?: () => Pick<LeadRules, 'mqlFlows' | 'sqlResults'> }) {
  const allMetrics = [...new Set(figureNames.map((name) => figureOf(name).metric))]

  /** A figure as the settings have it. */
  function asked(name: FigureName): ShownFigure {
    const of = figureOf(name)
    const { mqlFlows = [], sqlResults = [] } = leads?.() ?? {}
    if (name === 'mql') return { ...of, where: { flow: mqlFlows } }
    if (name === 'sql') return { ...of, where: { reason: mqlFlows.length === 0 ? [] : sqlResults } }
    return of
  }

  async function figuresIn(from: Date, to: Date, where: Where) {
    const by = ['flow', 'channel', 'reason'] as const
    const metrics = where.segment === undefined ? allMetrics : allMetrics.filter(isToldBySegment)
    return read({ from, to, metrics, where, by })
  }

  async function ordersIn(from: Date, to: Date, where: Where): Promise<Figure[]> {
    return (await read({ from, to, metrics: ['orders.kept'], where, by: ['store'] })).figures
  }

  return {
    async look(period: Period, narrowed: Narrowed): Promise<Overview> {
      const [from, to] = boundsOf(period)
      const earlier = boundsOf(before(period))
      const [now, then] = [
        await figuresIn(from, to, narrowed as Where),
        await figuresIn(...earlier, narrowed as Where),
      ]
      const isOfAll = narrowed.segment === undefined
      const stores = isOfAll
        ? storesOf(await ordersIn(from, to, narrowed as Where), await ordersIn(...earlier, narrowed as Where))
        : null
      const figures = Object.fromEntries(
        figureNames.map((name) => [
          name,
          { now: amountOf(asked(name), now.figures), before: amountOf(asked(name), then.figures) },
        ]),
      ) as Overview['figures']
      return {
        figures,
        untold: isOfAll ? [] : figureNames.filter((name) => !isToldOfSegment(name)),
        flows: flowsOf(now.figures),
        ...{ stores, openHours: now.openHours },
        sentBy: countsBy(now.figures, 'touches.sent', 'channel'),
        lags: countsBy(now.figures, 'touches.lag', 'reason'),
      }
    },

    /**
     * The records a figure of the period counts, page by page; exactly these once its hours are counted.
     * @throws TypeError of a segment, for a figure that cannot be told of one
     */
    async people(
      name: FigureName,
      period: Period,
      narrowed: Narrowed & { flow?: string },
      page: { after?: string; limit: number },
    ): Promise<PeoplePage> {
      const [from, to] = boundsOf(period)
      const { metric, where: own, reason: isAsked } = asked(name)
      const where = both(narrowed as Where, own ?? {})
      if (isAsked === undefined) return people({ metric, from, to, where }, page)
      const { figures } = await read({ from, to, metrics: [metric], where, by: ['reason'] })
      const reasons = figures.flatMap(({ by: { reason } }) => (reason && isAsked(reason) ? [reason] : []))
      return people({ metric, from, to, where: { ...where, reason: reasons } }, page)
    },
  }
}

export type Overviews = ReturnType<typeof createOverview>

/** Whether a figure can be told of those in one segment. */
export const isToldOfSegment = (name: FigureName): boolean => isToldBySegment(figureOf(name).metric)

/** As many days right before a period. */
export function before({ from, to }: Period): Period {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
  const shifted = (day: string, by: number): string =>
    new Date(Date.parse(day) - by * dayMs).toISOString().slice(0, 10)
  return { from: shifted(from, days), to: shifted(from, 1) }
}

/** What of some figures one of 总览 is. */
export function amountOf({ metric, where = {}, reason }: ShownFigure, figures: readonly Figure[]): Amount {
  const isAsked = matcher(where)
  return figures
    .filter(
      ({ metric: other, by }) =>
        other === metric &&
        isAsked(known(by)) &&
        (reason === undefined || (by.reason != null && reason(by.reason))),
    )
    .reduce((all, { count, sum }) => ({ count: all.count + count, sum: all.sum + sum }), nothing)
}

/** What both ask for; of two wishes about a flow what is in both. */
function both(narrowed: Where, own: Where): Where {
  if (typeof narrowed.flow !== 'string' || !Array.isArray(own.flow)) return { ...narrowed, ...own }
  return { ...narrowed, ...own, flow: own.flow.filter((flow) => flow === narrowed.flow) }
}

function countsBy(
  figures: readonly Figure[],
  of: Figure['metric'],
  name: 'channel' | 'reason',
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { metric, by, count } of figures) {
    const value = by[name]
    if (metric === of && value != null) counts[value] = (counts[value] ?? 0) + count
  }
  return counts
}

const known = (by: Figure['by']): Record<string, string> =>
  Object.fromEntries(Object.entries(by).filter((one): one is [string, string] => one[1] !== null))

function storesOf(now: readonly Figure[], before: readonly Figure[]): StoreFigures[] {
  const of = (figures: readonly Figure[], store: string | null): Amount => {
    const { count, sum } = figures.find(({ by }) => (by.store ?? null) === store) ?? nothing
    return { count, sum }
  }
  const codes = new Set([...now, ...before].map(({ by }) => by.store ?? null))
  return [...codes]
    .map((store) => ({ store, now: of(now, store), before: of(before, store) }))
    .sort((one, other) => other.now.sum - one.now.sum || ((one.store ?? '~') < (other.store ?? '~') ? -1 : 1))
}

function flowsOf(figures: readonly Figure[]): FlowFigures[] {
  const flows = new Map<string, FlowFigures>()
  for (const { metric, by, count, sum } of figures) {
    if (by.flow == null || (metric !== 'runs.entered' && metric !== 'goals.met')) continue
    const flow = flows.get(by.flow) ?? { flow: by.flow, entered: 0, goals: 0, goalsFen: 0 }
    if (metric === 'runs.entered') flow.entered += count
    else {
      flow.goals += count
      flow.goalsFen += sum
    }
    flows.set(by.flow, flow)
  }
  return [...flows.values()].sort(
    (one, other) =>
      other.goals - one.goals || other.entered - one.entered || (one.flow < other.flow ? -1 : 1),
  )
}
