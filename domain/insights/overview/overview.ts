import { boundsOf, type Period } from '../../period.ts'
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
  /** Those with the most goals first. */
  flows: FlowFigures[]
  /** Those with the most money first. */
  stores: StoreFigures[]
  /** Hours of the period that are still being counted. */
  openHours: number
}

/** Of one 门店, of some, or of all; of customers who live in a region. */
export interface Narrowed {
  store?: string | readonly string[]
  region?: string
}

interface Reader {
  read(question: FigureQuestion): Promise<FigureAnswer>
  people(question: PeopleQuestion, page: { after?: string; limit: number }): Promise<PeoplePage>
}

const nothing: Amount = { count: 0, sum: 0 }

/** The figures of 总览, from the figures by the hour alone: each of a period, and of as many days before it. */
export function createOverview({ read, people }: Reader) {
  const metrics = [...new Set(figureNames.map((name) => figureOf(name).metric))]

  async function figuresIn(from: Date, to: Date, where: Where) {
    const by = ['flow', 'channel', 'reason'] as const
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
      const stores = storesOf(
        await ordersIn(from, to, narrowed as Where),
        await ordersIn(...earlier, narrowed as Where),
      )
      const figures = Object.fromEntries(
        figureNames.map((name) => [
          name,
          { now: amountOf(figureOf(name), now.figures), before: amountOf(figureOf(name), then.figures) },
        ]),
      ) as Overview['figures']
      return { figures, flows: flowsOf(now.figures), stores, openHours: now.openHours }
    },

    /** The records a figure of the period counts, page by page; exactly these once its hours are counted. */
    async people(
      name: FigureName,
      period: Period,
      narrowed: Narrowed & { flow?: string },
      page: { after?: string; limit: number },
    ): Promise<PeoplePage> {
      const [from, to] = boundsOf(period)
      const { metric, where, notReason } = figureOf(name)
      const asked: Where = { ...(narrowed as Where), ...where }
      if (notReason === undefined) return people({ metric, from, to, where: asked }, page)
      const { figures } = await read({ from, to, metrics: [metric], where: asked, by: ['reason'] })
      const reasons = figures.flatMap(({ by: { reason } }) =>
        reason && reason !== notReason ? [reason] : [],
      )
      return people({ metric, from, to, where: { ...asked, reason: reasons } }, page)
    },
  }
}

export type Overviews = ReturnType<typeof createOverview>

/** As many days right before a period. */
export function before({ from, to }: Period): Period {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
  const shifted = (day: string, by: number): string =>
    new Date(Date.parse(day) - by * dayMs).toISOString().slice(0, 10)
  return { from: shifted(from, days), to: shifted(from, 1) }
}

function amountOf({ metric, where = {}, notReason }: ShownFigure, figures: readonly Figure[]): Amount {
  const isAsked = matcher(where)
  return figures
    .filter(
      ({ metric: other, by }) =>
        other === metric &&
        isAsked(known(by)) &&
        (notReason === undefined || (by.reason !== null && by.reason !== notReason)),
    )
    .reduce((all, { count, sum }) => ({ count: all.count + count, sum: all.sum + sum }), nothing)
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
