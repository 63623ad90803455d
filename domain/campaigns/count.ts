import type { CampaignReader, Entering, Span } from '../../models/campaign-reader.ts'
import type { Campaign, CampaignFigures, FlowFigures } from '../../models/campaigns.ts'
import type { Customers } from '../customers/contract.ts'
import { isoDay } from '../local-time.ts'
import { broughtBy, countedBy, isBefore } from './belonging.ts'
import { countedWindow } from './standing.ts'

export interface CountDeps {
  reader: Pick<CampaignReader, 'entered' | 'paid' | 'countSent' | 'smsSegments' | 'redeemed' | 'whom'>
  customers: Pick<Customers, 'findMany'>
  /** Which of these are 群发: everybody enters one at once. */
  broadcastsAmong(flows: readonly string[]): Promise<ReadonlySet<string>>
}

export type CountCampaign = ReturnType<typeof createCount>

/** What is known of one person while a campaign is counted. */
interface Person {
  /** First without the control group. */
  entered?: Entering
  boughtAny?: true
}

type Day = CampaignFigures['days'][number]

/**
 * Counts a campaign anew of the records, up to a moment. Nothing is added to what was counted before, so that what is heard late, a
 * refund, a merge and another plan are all in the next count. Holds one small entry per person who entered.
 */
export function createCount({ reader, customers, broadcastsAmong }: CountDeps) {
  /** By any id they had, who they are now; no test customer. */
  async function realPeople(ids: readonly string[]): Promise<(id: string) => string | null> {
    const found = await customers.findMany([...new Set(ids)])
    return (id) => {
      const customer = found.get(id)
      return customer === undefined || customer.isTest ? null : customer._id
    }
  }

  async function distinct(name: string, span: Span): Promise<number> {
    const people = new Set<string>()
    for await (const ids of reader.whom(name, span)) {
      const whoIs = await realPeople(ids)
      for (const id of ids) {
        const person = whoIs(id)
        if (person !== null) people.add(person)
      }
    }
    return people.size
  }

  /** Everybody who entered, and what each flow did. */
  async function enter(flows: readonly string[], span: Span) {
    const people = new Map<string, Person>()
    const figures: FlowFigures[] = []
    for (const flow of flows) {
      const own = new Map<string, Entering[]>()
      for await (const page of reader.entered(flow, span)) {
        const whoIs = await realPeople(page.map(({ customerId }) => customerId))
        for (const run of page) {
          const id = whoIs(run.customerId)
          if (id !== null) own.set(id, [...(own.get(id) ?? []), run])
        }
      }
      const counted = { id: flow, people: 0, reached: 0, sent: await reader.countSent(flow, span) }
      for (const [id, runs] of own) {
        const person = people.get(id) ?? {}
        people.set(id, person)
        const entered = countedBy('entered', runs)
        if (entered === null) continue
        counted.people += 1
        if (countedBy('reached', runs) !== null) counted.reached += 1
        if (person.entered === undefined || isBefore(entered, person.entered)) person.entered = entered
      }
      figures.push(counted)
    }
    return { people, figures }
  }

  async function spend(flows: readonly string[], span: Span) {
    const spent = { smsSegments: 0, coupons: { redeemed: 0, fen: 0, unpriced: 0 } }
    for (const flow of flows) {
      spent.smsSegments += await reader.smsSegments(flow, span)
      for await (const page of reader.redeemed(flow, span)) {
        const whoIs = await realPeople(page.map(({ customerId }) => customerId))
        for (const { customerId, amountFen } of page) {
          if (whoIs(customerId) === null) continue
          spent.coupons.redeemed += 1
          spent.coupons.fen += amountFen ?? 0
          if (amountFen === undefined) spent.coupons.unpriced += 1
        }
      }
    }
    return spent
  }

  return async function count(campaign: Campaign, now: Date): Promise<CampaignFigures> {
    const span = countedWindow(campaign, now)
    const { flows, goal } = campaign
    const { people, figures } = await enter(flows, span)
    const broadcasts = await broadcastsAmong(flows)
    const days = new Map<string, Day>()
    const on = (at: Date): Day => {
      const day = isoDay(at)
      const known = days.get(day) ?? { day, people: 0, orders: 0, fen: 0 }
      days.set(day, known)
      return known
    }
    const total = { people: 0, byFlow: 0, held: 0, buyers: 0, orders: 0, fen: 0 }
    for (const { entered } of people.values()) {
      if (entered === undefined) {
        total.held += 1
        continue
      }
      total.people += 1
      if (!broadcasts.has(entered.journeyId)) total.byFlow += 1
      on(entered.startedAt).people += 1
    }
    if (total.people > 0) {
      for await (const page of reader.paid(span)) {
        const whoIs = await realPeople(page.map(({ customerId }) => customerId))
        for (const order of page) {
          const person = people.get(whoIs(order.customerId) ?? '')
          const brought = person?.entered && broughtBy(order, person.entered.startedAt)
          if (!person || !brought) continue
          if (!person.boughtAny) total.buyers += 1
          person.boughtAny = true
          total.orders += 1
          total.fen += brought.netFen
          const day = on(brought.paidAt)
          day.orders += 1
          day.fen += brought.netFen
        }
      }
    }
    return {
      countedAt: now,
      rev: campaign.rev,
      ...total,
      ...(goal?.kind === 'friends' && { friends: await distinct('wecom.friend_added', span) }),
      ...(goal?.kind === 'leads' && { leads: await distinct('lead.submitted', span) }),
      flows: figures,
      ...(await spend(flows, span)),
      days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    }
  }
}
