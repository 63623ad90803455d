import type { After } from '../../models/by-moment.ts'
import type { CampaignReader, Span } from '../../models/campaign-reader.ts'
import type { Campaign } from '../../models/campaigns.ts'
import type { Customer } from '../../models/customer.ts'
import type { Customers } from '../customers/contract.ts'
import { boundsOf } from '../period.ts'
import { broughtBy, countedBy, isBefore, type Membership } from './belonging.ts'
import { countedWindow } from './standing.ts'

/** Somebody, or something of theirs, behind a figure of a campaign. */
export interface Listed {
  /** Of the record it is known by. */
  id: string
  customer: Customer
  at: Date
  flow?: string
  order?: { id: string; netFen: number }
  coupon?: { code: string; fen: number | null }
}

/** Which figure: of all flows or of one, of all days or of one. */
export interface ListLook {
  which: Membership | 'buyers' | 'orders' | 'sent' | 'coupons' | 'friends' | 'leads'
  flow?: string
  day?: string
}

/** Where a list goes on: in which flow, behind what. */
export interface ListPlace {
  flow: number
  after: After | null
}

export interface ListPage {
  items: Listed[]
  next: ListPlace | null
}

/** One answer reads this many records at the most, however few of them are listed; the next answer goes on. */
const mostRead = 2_000
const atOnce = 200

interface Row {
  customerId: string
  after: After
}

export type CampaignLists = ReturnType<typeof createCampaignLists>

/** Who and what is behind the figures of a campaign: exactly what was counted, by the same rules, along indexes. */
export function createCampaignLists({
  reader,
  customers,
}: {
  reader: Omit<CampaignReader, 'entered' | 'paid' | 'countSent' | 'smsSegments' | 'redeemed' | 'whom'>
  customers: Pick<Customers, 'findMany'>
}) {
  /** Real ones by any id they had. */
  async function people(rows: readonly Row[]): Promise<Map<string, Customer>> {
    const found = await customers.findMany([...new Set(rows.map(({ customerId }) => customerId))])
    return new Map([...found].filter(([, { isTest }]) => !isTest))
  }

  const idsOf = (found: ReadonlyMap<string, Customer>): string[] => [
    ...new Set([...found.values()].flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])),
  ]

  /** By who they are now. */
  function grouped<T extends { customerId: string }>(
    things: readonly T[],
    found: ReadonlyMap<string, Customer>,
  ): Map<string, T[]> {
    const owners = new Map(
      [...found.values()].flatMap(({ _id, mergedFrom }) =>
        [_id, ...mergedFrom].map((id) => [id, _id] as const),
      ),
    )
    const groups = new Map<string, T[]>()
    for (const thing of things) {
      const owner = owners.get(thing.customerId)
      if (owner !== undefined) groups.set(owner, [...(groups.get(owner) ?? []), thing])
    }
    return groups
  }

  /** Goes along sources, one after another, until a page is full or enough was read. */
  async function through<R extends Row>(
    sources: readonly ((after: After | null, limit: number) => Promise<R[]>)[],
    begin: ListPlace,
    limit: number,
    listed: (rows: R[]) => Promise<(Listed | null)[]>,
  ): Promise<ListPage> {
    const items: Listed[] = []
    let { flow, after } = begin
    let read = 0
    while (flow < sources.length) {
      if (read >= mostRead) return { items, next: { flow, after } }
      const rows = (await sources[flow]?.(after, atOnce)) ?? []
      const found = await listed(rows)
      for (const [at, row] of rows.entries()) {
        read += 1
        after = row.after
        const item = found[at]
        if (item === null || item === undefined) continue
        items.push(item)
        if (items.length >= limit) return { items, next: { flow, after } }
      }
      if (rows.length < atOnce) {
        flow += 1
        after = null
      }
    }
    return { items, next: null }
  }

  function byPassages(
    which: Membership,
    scope: readonly string[],
    spans: Spans,
    begin: ListPlace,
    limit: number,
  ) {
    const sources = scope.map((flow) => async (after: After | null, size: number) => {
      const runs = await reader.enteredPage(flow, spans.shown, after, size)
      return runs.map((run) => ({ ...run, after: { at: run.startedAt, id: run._id } }))
    })
    return through(sources, begin, limit, async (rows) => {
      const found = await people(rows)
      const all = grouped(await reader.enteredBy(idsOf(found), scope, spans.all), found)
      return rows.map(({ _id, customerId, startedAt, journeyId }) => {
        const customer = found.get(customerId)
        if (customer === undefined) return null
        const counted = countedBy(which, all.get(customer._id) ?? [])
        return counted?._id === _id ? { id: _id, customer, at: startedAt, flow: journeyId } : null
      })
    })
  }

  function byOrders(
    which: 'buyers' | 'orders',
    flows: readonly string[],
    spans: Spans,
    begin: ListPlace,
    limit: number,
  ) {
    const source = async (after: After | null, size: number) => {
      const orders = await reader.paidPage(spans.shown, after, size)
      return orders.map((order) => ({
        ...order,
        after: { at: order.payment?.at ?? spans.shown.from, id: order._id },
      }))
    }
    return through([source], begin, limit, async (rows) => {
      const found = await people(rows)
      const passages = grouped(await reader.enteredBy(idsOf(found), flows, spans.all), found)
      const enteredAt = (id: string) => countedBy('entered', passages.get(id) ?? [])?.startedAt
      const entered = new Map([...found].filter(([, { _id }]) => enteredAt(_id) !== undefined))
      const theirs = which === 'orders' ? [] : await reader.ordersOf(idsOf(entered))
      const all = grouped(theirs, entered)
      return rows.map((order) => {
        const customer = entered.get(order.customerId)
        const since = customer && enteredAt(customer._id)
        if (customer === undefined || since === undefined) return null
        const brought = broughtBy(order, since)
        if (brought === null) return null
        const first = (all.get(customer._id) ?? []).flatMap((each) => {
          const its = broughtBy(each, since)
          return its !== null && its.paidAt >= spans.all.from && its.paidAt < spans.all.to
            ? [{ _id: each._id, startedAt: its.paidAt }]
            : []
        })
        const mine = { _id: order._id, startedAt: brought.paidAt }
        if (which === 'buyers' && first.some((other) => isBefore(other, mine))) return null
        return {
          id: order._id,
          customer,
          at: brought.paidAt,
          order: { id: order._id, netFen: brought.netFen },
        }
      })
    })
  }

  function byEvents(name: string, spans: Spans, begin: ListPlace, limit: number) {
    const source = async (after: After | null, size: number) => {
      const events = await reader.happenedPage(name, spans.shown, after, size)
      return events.map((event) => ({ ...event, after: { at: event.at, id: event._id } }))
    }
    return through([source], begin, limit, async (rows) => {
      const found = await people(rows)
      const all = grouped(await reader.happenedTo(idsOf(found), name, spans.all), found)
      return rows.map(({ _id, customerId, at }) => {
        const customer = found.get(customerId)
        if (customer === undefined) return null
        const mine = { _id, startedAt: at }
        const others = all.get(customer._id) ?? []
        if (others.some((other) => isBefore({ _id: other._id, startedAt: other.at }, mine))) return null
        return { id: _id, customer, at }
      })
    })
  }

  function bySent(scope: readonly string[], spans: Spans, begin: ListPlace, limit: number) {
    const sources = scope.map((flow) => async (after: After | null, size: number) => {
      const touches = await reader.sentPage(flow, spans.shown, after, size)
      return touches.map((touch) => ({ ...touch, after: { at: touch.createdAt, id: touch._id } }))
    })
    return through(sources, begin, limit, async (rows) => {
      const found = await customers.findMany(rows.map(({ customerId }) => customerId))
      return rows.map(({ _id, customerId, sentAt, createdAt, journeyId }) => {
        const customer = found.get(customerId)
        return customer ? { id: _id, customer, at: sentAt ?? createdAt, flow: journeyId } : null
      })
    })
  }

  function byCoupons(scope: readonly string[], spans: Spans, begin: ListPlace, limit: number) {
    const sources = scope.map((flow) => async (after: After | null, size: number) => {
      const grants = await reader.redeemedPage(flow, spans.shown, after?.id ?? null, size)
      return grants.map((grant) => ({
        ...grant,
        flow,
        after: { at: grant.redeemedAt ?? grant.grantedAt, id: grant._id },
      }))
    })
    return through(sources, begin, limit, async (rows) => {
      const found = await people(rows)
      return rows.map(({ _id, customerId, code, amountFen, flow, after }) => {
        const customer = found.get(customerId)
        const coupon = { code, fen: amountFen ?? null }
        return customer ? { id: _id, customer, at: after.at, flow, coupon } : null
      })
    })
  }

  /** `until`: when the figures were counted, so that the list is what they say. */
  return function list(
    campaign: Campaign,
    until: Date,
    { which, flow, day }: ListLook,
    { begin, limit }: { begin: ListPlace | null; limit: number },
  ): Promise<ListPage> {
    const all = countedWindow(campaign, until)
    const spans = { all, shown: day === undefined ? all : onDay(all, day) }
    const scope = flow === undefined ? campaign.flows : campaign.flows.filter((one) => one === flow)
    const start = begin ?? { flow: 0, after: null }
    switch (which) {
      case 'entered':
      case 'held':
      case 'reached':
        return byPassages(which, scope, spans, start, limit)
      case 'buyers':
      case 'orders':
        return byOrders(which, campaign.flows, spans, start, limit)
      case 'sent':
        return bySent(scope, spans, start, limit)
      case 'coupons':
        return byCoupons(scope, spans, start, limit)
      case 'friends':
        return byEvents('wecom.friend_added', spans, start, limit)
      case 'leads':
        return byEvents('lead.submitted', spans, start, limit)
    }
  }
}

interface Spans {
  all: Span
  /** The part of it that is listed. */
  shown: Span
}

function onDay({ from, to }: Span, day: string): Span {
  const [start, end] = boundsOf({ from: day, to: day })
  const first = start > from ? start : from
  const last = end < to ? end : to
  return { from: first, to: last > first ? last : first }
}
