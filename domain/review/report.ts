import type { AlertStore } from '../../models/alerts.ts'
import type { Campaign, CampaignStore } from '../../models/campaigns.ts'
import type { RetailStore } from '../../models/retail-stores.ts'
import type { AttributionReporter } from '../attribution/report.ts'
import { costOf } from '../campaigns/cost.ts'
import { forecastOf, type GoalForecast } from '../campaigns/forecast.ts'
import { type GoalResult, goalResult } from '../campaigns/goal.ts'
import { type Standing, standingOf } from '../campaigns/standing.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Experiments } from '../experiments/experiments.ts'
import { amountOf, type Overviews } from '../insights/overview/overview.ts'
import { figureOf } from '../insights/overview/shown-figures.ts'
import type { Figure, FigureAnswer, FigureQuestion } from '../insights/rollups/read.ts'
import type { CostRules } from '../language/costs.ts'
import { boundsOf, type Period } from '../period.ts'
import { type AlertLine, alertLine } from './alert-lines.ts'
import {
  type ContentRow,
  contentRows,
  type FlowRow,
  flowRows,
  type Names,
  type StoreRow,
  storeRows,
} from './rows.ts'
import { type Spent, spentByCampaign, spentIn } from './spent.ts'
import { summaryOf, type Totals, told } from './summary.ts'
import { contentCounts, flowCounts, storeCounts, tableDimensions, tableMetrics } from './tables.ts'
import { type TestLine, testLines } from './test-lines.ts'

/** What a report is of: some days of the company, or a campaign by its id. */
export type ReviewOf = { period: Period } | { campaign: string }

export interface ReviewReport {
  /** Null of a period. */
  campaign: { plan: Campaign; goal: GoalResult; forecast: GoalForecast; countedAt: Date | null } | null
  period: Period
  standing: Standing
  /** Up to when it tells. */
  at: Date
  /** Three to five sentences. */
  summary: string[]
  totals: Totals
  /** Of as many days before; null of a campaign. */
  before: Totals | null
  /** Orders, and what they came to after refunds: of a campaign those of who entered. Null while nobody counted them. */
  orders: { count: number; fen: number; buyers: number | null } | null
  flows: FlowRow[]
  contents: ContentRow[]
  stores: StoreRow[]
  spent: Spent
  alerts: AlertLine[]
  tests: TestLine[]
  /** Hours that are still being counted. */
  openHours: number
}

export interface ReviewDeps {
  figures: { read(question: FigureQuestion): Promise<FigureAnswer> }
  overview: Pick<Overviews, 'look'>
  attribution: AttributionReporter
  alerts: Pick<AlertStore, 'between'>
  experiments: Pick<Experiments, 'list' | 'read'>
  campaigns: Pick<CampaignStore, 'find' | 'figuresOf'>
  broadcastsAmong(flows: readonly string[]): Promise<ReadonlySet<string>>
  retailStores: { all(): Promise<Pick<RetailStore, '_id' | 'name'>[]> }
  names: Names
  costs: () => CostRules
  clock: Clock
}

export type ReviewReporter = ReturnType<typeof createReviewReport>

/** A period or a campaign as it went, from the figures by the hour and what others keep; no record is read for it. */
export function createReviewReport(deps: ReviewDeps) {
  const { figures, clock } = deps

  async function tablesOf(period: Period, flows?: readonly string[]) {
    const [from, to] = boundsOf(period)
    const found = await figures.read({
      ...{ from, to, metrics: tableMetrics, by: tableDimensions },
      ...(flows && { where: { flow: flows } }),
    })
    const stores = await deps.retailStores.all()
    return {
      ...found,
      flows: await flowRows(flowCounts(found.figures), deps.names),
      contents: contentCounts(found.figures),
      stores: storeRows(storeCounts(found.figures), new Map(stores.map(({ _id, name }) => [_id, name]))),
    }
  }

  async function alertsIn(period: Period): Promise<AlertLine[]> {
    return (await deps.alerts.between(...boundsOf(period))).map(alertLine)
  }

  async function ofPeriod(period: Period): Promise<ReviewReport> {
    const [now, costs] = [clock.now(), deps.costs()]
    const standing = standingOf(period, now)
    const [looked, tables, attributed, alerts] = await Promise.all([
      deps.overview.look(period, {}),
      tablesOf(period),
      deps.attribution(period, {}),
      alertsIn(period),
    ])
    const entered = tables.flows.filter((flow) => flow.entered > 0)
    const tests = await testLines(
      deps.experiments,
      entered.map(({ flow }) => flow),
    )
    const totals = totalsBy((name) => looked.figures[name].now)
    const before = totalsBy((name) => looked.figures[name].before)
    const spent = spentIn(period, attributed, costs)
    const facts = { period, standing, totals, before, spent, alerts, tests, flows: entered.length }
    return {
      ...{ campaign: null, period, standing, at: now },
      summary: summaryOf({ ...facts, goal: null }),
      ...{ totals, before, spent, alerts, tests },
      orders: { count: totals.orders.count, fen: totals.orders.sum, buyers: null },
      flows: tables.flows,
      contents: await contentRows(tables.contents, deps.names, costs, attributed),
      stores: tables.stores,
      openHours: Math.max(looked.openHours, tables.openHours),
    }
  }

  async function ofCampaign(id: string): Promise<ReviewReport> {
    const campaign = await deps.campaigns.find(id)
    if (campaign === null) throw new DomainError('campaign.not_found', { id })
    const [now, costs] = [clock.now(), deps.costs()]
    const period = { from: campaign.from, to: campaign.to }
    const standing = standingOf(period, now)
    const [counted, tables, rang, broadcasts] = await Promise.all([
      deps.campaigns.figuresOf([id]),
      tablesOf(period, campaign.flows),
      alertsIn(period),
      deps.broadcastsAmong(campaign.flows),
    ])
    const result = counted.get(id) ?? null
    // What was wrong with a channel was wrong with this campaign where it went that way.
    const channels = new Set<string>(tables.contents.map(({ channel }) => channel))
    const alerts = rang.filter(({ channel }) => channel !== null && channels.has(channel))
    const unsent = [...broadcasts].filter(
      (flow) => !result?.flows.some((each) => each.id === flow && each.people > 0),
    )
    const goal = goalResult(campaign, standing, result)
    const forecast = forecastOf(campaign, result, await Promise.all(unsent.map(deps.names.flow)))
    const spent = spentByCampaign(costOf(campaign, result, costs))
    const tests = await testLines(deps.experiments, campaign.flows)
    const totals = totalsBy((name) => amountOf(figureOf(name), tables.figures))
    const entered = tables.flows.filter((flow) => flow.entered > 0).length
    const facts = { period, standing, totals, before: null, spent, alerts, tests, flows: entered }
    return {
      campaign: { plan: campaign, goal, forecast, countedAt: result?.countedAt ?? null },
      ...{ period, standing, at: now },
      summary: summaryOf({ ...facts, goal }),
      ...{ totals, before: null, spent, alerts, tests },
      orders: result && { count: result.orders, fen: result.fen, buyers: result.buyers },
      flows: tables.flows,
      contents: await contentRows(tables.contents, deps.names, costs, null),
      stores: tables.stores,
      openHours: tables.openHours,
    }
  }

  /** @throws DomainError campaign.not_found */
  return (of: ReviewOf): Promise<ReviewReport> =>
    'period' in of ? ofPeriod(of.period) : ofCampaign(of.campaign)
}

function totalsBy(amount: (name: (typeof told)[number]) => Figure | { count: number; sum: number }): Totals {
  return Object.fromEntries(
    told.map((name) => {
      const { count, sum } = amount(name)
      return [name, { count, sum }]
    }),
  ) as Totals
}
