import type { Channel } from '../../models/customer.ts'
import type { Foreseen } from '../outreach/outlook/foresee.ts'

export interface Reach {
  people: number
  /** SMS segments. */
  segments: number
}

/** Those of whom one salesperson is asked, and the way on which it reaches them when it is not confirmed. */
export interface Asked {
  people: number
  otherwise: Partial<Record<Channel | 'none', Reach>>
}

/** What would become of the people of one 门店. */
export interface StoreFigures {
  people: number
  /** Reached by a group-send: by the moment salespeople are asked (ISO), and until when they may confirm. */
  asked: Record<string, { people: number; until: Date }>
  /** Of those: how many by each salesperson. */
  senders: Record<string, number>
  /** Reached at once on another channel. */
  otherWay: number
  later: number
  notSent: number
  /** Why it does not go by WeCom, where the message may. */
  wecomClosed: Record<string, number>
}

/** What would become of some people, counted. Those of several slices add up. */
export interface ForecastFigures {
  /** Everybody looked at: sent, later and not sent together. */
  people: number
  /** Reached at the planned moment. */
  sent: Partial<Record<Channel, Reach>>
  /** Of those reached by a group-send: who is asked to confirm it. */
  confirming: Record<string, Asked>
  /** Reached later than that, by reason. */
  later: Record<string, { people: number; until: Date }>
  /** By the final reason. */
  notSent: Record<string, number>
  /** By code of the 门店; those of none under the empty one. */
  stores: Record<string, StoreFigures>
}

export const noFigures = (): ForecastFigures => ({
  people: 0,
  sent: {},
  confirming: {},
  later: {},
  notSent: {},
  stores: {},
})

const noStoreFigures = (): StoreFigures => ({
  people: 0,
  asked: {},
  senders: {},
  otherWay: 0,
  later: 0,
  notSent: 0,
  wecomClosed: {},
})

/** Counts one more of that 门店; `until` of those who wait is the last of them. */
export function count(figures: ForecastFigures, foreseen: Foreseen, store = ''): void {
  figures.people += 1
  figures.stores[store] ??= noStoreFigures()
  countInStore(figures.stores[store], foreseen)
  if (foreseen.kind === 'sent') {
    const { channel, segments, asking } = foreseen
    figures.sent[channel] = oneMore(figures.sent[channel], segments)
    if (asking === undefined) return
    figures.confirming[asking.sender] ??= { people: 0, otherwise: {} }
    const asked = figures.confirming[asking.sender] as Asked
    const way = asking.otherwise?.channel ?? 'none'
    asked.people += 1
    asked.otherwise[way] = oneMore(asked.otherwise[way], asking.otherwise?.segments ?? 0)
  } else if (foreseen.kind === 'later') {
    const { reason, until } = foreseen
    const before = figures.later[reason]
    figures.later[reason] = {
      people: (before?.people ?? 0) + 1,
      until: before === undefined || until > before.until ? until : before.until,
    }
  } else figures.notSent[foreseen.reason] = (figures.notSent[foreseen.reason] ?? 0) + 1
}

const oneMore = (before: Reach | undefined, segments: number): Reach => ({
  people: (before?.people ?? 0) + 1,
  segments: (before?.segments ?? 0) + segments,
})

function countInStore(store: StoreFigures, foreseen: Foreseen): void {
  store.people += 1
  const { wecomClosed } = foreseen
  if (wecomClosed !== undefined) store.wecomClosed[wecomClosed] = (store.wecomClosed[wecomClosed] ?? 0) + 1
  if (foreseen.kind === 'later') store.later += 1
  else if (foreseen.kind === 'not') store.notSent += 1
  else if (foreseen.asking === undefined) store.otherWay += 1
  else {
    const { sender, from, until } = foreseen.asking
    const at = from.toISOString()
    store.asked[at] = { people: (store.asked[at]?.people ?? 0) + 1, until }
    store.senders[sender] = (store.senders[sender] ?? 0) + 1
  }
}
