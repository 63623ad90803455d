import type { Alert, AlertStore } from '../../models/alerts.ts'
import type { SpendStore } from '../../models/attribution-spend.ts'
import type { Attribution, AttributionStore } from '../../models/attributions.ts'
import type { After } from '../../models/by-moment.ts'
import type { Campaign, CampaignStore } from '../../models/campaigns.ts'
import type { Customer } from '../../models/customer.ts'
import { spentFen } from '../attribution/spend.ts'
import type { CampaignLists, Listed, ListLook, ListPlace } from '../campaigns/lists.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { MetricName } from '../insights/rollups/metrics.ts'
import type { Counted, PeoplePage, PeopleQuestion } from '../insights/rollups/people.ts'
import type { Where } from '../insights/rollups/read.ts'
import type { CostRules } from '../language/costs.ts'
import { boundsOf, type Period } from '../period.ts'
import { alertLine } from './alert-lines.ts'
import { blankRecord, type ReviewRecord } from './record-columns.ts'
import type { ReviewOf } from './report.ts'
import { withoutPhones } from './without-phones.ts'

const atOnce = 500

/** Figures whose records are told, in the order of the file. */
const byFigure: readonly { kind: string; what: string; metric: MetricName; where?: Where }[] = [
  { kind: '触发', what: '进入流程', metric: 'runs.entered' },
  { kind: '触发', what: '分到空白对照组', metric: 'runs.entered', where: { holdout: 'yes' } },
  { kind: '触发', what: '离开流程', metric: 'runs.ended' },
  { kind: '互动', what: '发出', metric: 'touches.sent' },
  { kind: '互动', what: '没送到', metric: 'touches.failed' },
  { kind: '互动', what: '不知道有没有送到', metric: 'touches.unknown' },
  { kind: '互动', what: '没有发', metric: 'touches.skipped' },
  { kind: '互动', what: '过期没发', metric: 'touches.expired' },
  { kind: '互动', what: '打开', metric: 'messages.opened' },
  { kind: '互动', what: '点击', metric: 'messages.clicked' },
  { kind: '互动', what: '点击弹窗', metric: 'popups.clicked' },
  { kind: '互动', what: '回复', metric: 'messages.replied' },
  { kind: '转化', what: '达到流程目标', metric: 'goals.met' },
]
/** Of no flow, so of periods alone. */
const ofPeriods: typeof byFigure = [
  { kind: '互动', what: '完成跟进', metric: 'tasks.done' },
  { kind: '转化', what: '订单', metric: 'orders.kept' },
]
const inMoney: ReadonlySet<MetricName> = new Set(['goals.met', 'orders.kept'])

export interface RecordsDeps {
  figures: { people(question: PeopleQuestion, page: { after?: string; limit: number }): Promise<PeoplePage> }
  customers: Pick<Customers, 'findMany'>
  campaigns: Pick<CampaignStore, 'find' | 'figuresOf'>
  lists: CampaignLists
  spend: Pick<SpendStore, 'between'>
  attributions: Pick<AttributionStore, 'page'>
  alerts: Pick<AlertStore, 'between'>
  costs: () => CostRules
}

export type ReviewRecords = ReturnType<typeof createReviewRecords>

/**
 * Everything behind a report, record by record: triggers, interactions, conversions, cost, alerts. Some at a time, and never more
 * than those are held.
 */
export function createReviewRecords(deps: RecordsDeps) {
  async function named(page: readonly Counted[]): Promise<ReadonlyMap<string, Customer>> {
    return deps.customers.findMany([...new Set(page.map(({ customerId }) => customerId))])
  }

  async function* ofFigure(
    { kind, what, metric, where }: (typeof byFigure)[number],
    [from, to]: readonly [Date, Date],
    flows: readonly string[] | null,
  ): AsyncGenerator<ReviewRecord[]> {
    const asked: Where = { ...where, ...(flows && { flow: flows }) }
    let after: string | undefined
    do {
      const page = await deps.figures.people(
        { metric, from, to, where: asked },
        { limit: atOnce, ...(after !== undefined && { after }) },
      )
      const people = await named(page.items)
      yield page.items.map(({ id, customerId, at, amount, dims }) => ({
        ...blankRecord,
        ...{ kind, what, at, id, flow: dims.flow, version: dims.version, step: dims.step },
        ...{ channel: dims.channel, content: dims.message, store: dims.store, reason: dims.reason },
        ...whoOf(customerId, people.get(customerId)),
        // What the gateway bills a message as.
        count: metric === 'sms.segments' ? amount : 1,
        fen: inMoney.has(metric) ? amount : null,
      }))
      after = page.next ?? undefined
    } while (after !== undefined)
  }

  async function* spentInPeriod(period: Period): AsyncGenerator<ReviewRecord[]> {
    const costs = deps.costs()
    for (const { _id: day, rows } of await deps.spend.between(period.from, period.to)) {
      const [at] = boundsOf({ from: day, to: day })
      yield rows.map((row) => ({
        ...blankRecord,
        ...{ kind: '成本', what: '触达的短信费和工时', at, id: `${day}:${row.channel}:${row.content}` },
        ...{ channel: row.channel, content: row.content, count: row.count, fen: spentFen(row, costs) },
      }))
    }
    const [from, to] = boundsOf(period)
    let after: After | null = null
    for (;;) {
      const page: Attribution[] = await deps.attributions.page({ from, to }, { touched: true }, after, atOnce)
      yield page.flatMap(({ _id: id, paidAt: at, couponFen, customerId }) =>
        couponFen === 0
          ? []
          : [
              {
                ...blankRecord,
                kind: '成本',
                what: '订单用掉的券',
                at,
                id,
                customerId,
                count: 1,
                fen: couponFen,
              },
            ],
      )
      const last = page.at(-1)
      if (page.length < atOnce || last === undefined) return
      after = { at: last.paidAt, id: last._id }
    }
  }

  async function* listed(
    campaign: Campaign,
    until: Date,
    which: ListLook['which'],
    record: (one: Listed) => Partial<ReviewRecord>,
  ): AsyncGenerator<ReviewRecord[]> {
    let begin: ListPlace | null = null
    do {
      const page: Awaited<ReturnType<CampaignLists>> = await deps.lists(
        campaign,
        until,
        { which },
        { begin, limit: atOnce },
      )
      yield page.items.map((one) => ({
        ...blankRecord,
        ...{ at: one.at, id: one.id, flow: one.flow, count: 1 },
        ...whoOf(one.customer._id, one.customer),
        ...record(one),
      }))
      begin = page.next
    } while (begin !== null)
  }

  /** What a plan says was spent on what Kelu does not see. */
  function writtenDown({ _id: id, otherCostFen, staffMinutes, from }: Campaign): ReviewRecord[] {
    const [at] = boundsOf({ from, to: from })
    const of = (what: string, count: number, fen: number) => ({
      ...blankRecord,
      ...{ kind: '成本', what, at, id, count, fen },
    })
    return [
      ...(staffMinutes === undefined
        ? []
        : [
            of(
              '人工（分钟，按填写的）',
              staffMinutes,
              Math.ceil(staffMinutes * deps.costs().staffMinuteFen - 1e-6),
            ),
          ]),
      ...(otherCostFen === undefined ? [] : [of('其他花费（按填写的）', 1, otherCostFen)]),
    ]
  }

  async function* ofCampaign(id: string): AsyncGenerator<ReviewRecord[]> {
    const campaign = await deps.campaigns.find(id)
    if (campaign === null) throw new DomainError('campaign.not_found', { id })
    const period = { from: campaign.from, to: campaign.to }
    const bounds = boundsOf(period)
    for (const figure of byFigure) yield* ofFigure(figure, bounds, campaign.flows)
    const until = (await deps.campaigns.figuresOf([id])).get(id)?.countedAt
    if (until !== undefined) {
      yield* listed(campaign, until, 'orders', ({ order }) => ({
        ...{ kind: '转化', what: '订单', fen: order?.netFen ?? null },
      }))
    }
    const { smsSegmentFen } = deps.costs()
    const sms = { kind: '成本', what: '短信', metric: 'sms.segments' } as const
    for await (const page of ofFigure(sms, bounds, campaign.flows)) {
      yield page.map((one) => ({ ...one, fen: one.count * smsSegmentFen }))
    }
    if (until !== undefined) {
      yield* listed(campaign, until, 'coupons', ({ coupon }) => ({
        ...{ kind: '成本', what: '核销的优惠券', fen: coupon?.fen ?? null },
      }))
    }
    yield writtenDown(campaign)
    yield await alertsIn(period)
  }

  async function* ofPeriod(period: Period): AsyncGenerator<ReviewRecord[]> {
    const bounds = boundsOf(period)
    for (const figure of [...byFigure, ...ofPeriods]) yield* ofFigure(figure, bounds, null)
    yield* spentInPeriod(period)
    yield await alertsIn(period)
  }

  async function alertsIn(period: Period): Promise<ReviewRecord[]> {
    return (await deps.alerts.between(...boundsOf(period))).map(alertRecord)
  }

  /** @throws DomainError campaign.not_found, with the first of them */
  return (of: ReviewOf): AsyncGenerator<ReviewRecord[]> =>
    'period' in of ? ofPeriod(of.period) : ofCampaign(of.campaign)
}

function whoOf(customerId: string, customer: Customer | undefined) {
  return {
    customerId: customer?._id ?? customerId,
    customer: customer?.profile.nickname ?? null,
  }
}

function alertRecord(alert: Alert): ReviewRecord {
  const { id, title, rangAt, stood, cause, action, prevention, ended, channel } = alertLine(alert)
  const told = [
    `当时 ${stood}`,
    cause === null ? '还没写原因' : `原因：${cause}`,
    ...(action === null ? [] : [`处理：${action}`]),
    ...(prevention === null ? [] : [`以后：${prevention}`]),
    ended,
  ]
  return {
    ...blankRecord,
    ...{ kind: '预警', what: title, at: rangAt, id, channel: channel ?? undefined, count: 1 },
    note: withoutPhones(told.join('；')),
  }
}
