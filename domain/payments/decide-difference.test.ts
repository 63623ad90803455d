import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DifferenceKind } from '../../models/payment-differences.ts'
import { hour, minute, type PaymentWorld, paymentWorld } from '../../test/testing/payment-world.ts'
import { createDifferenceDecisions } from './decide-difference.ts'
import type { Choice } from './understand-difference.ts'

let world: PaymentWorld
beforeEach(async () => {
  world = await paymentWorld({ timeoutMs: 400 })
})
afterEach(() => world.close())

const day = '2026-03-02'
const no = '01KJPB3V00ABCDEFGHJKMNPQRS'
const liu = { memberId: 'liu', name: '柳青', address: '127.0.0.1' }
/** From nine in the morning to eleven of the next. */
const nextMorning = 26 * hour

async function only(kind: DifferenceKind) {
  const found = (await world.differences.ofDay(day, 9)).find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`nothing of ${kind} was found`)
  return found
}
async function decide(kind: DifferenceKind, choice: Choice, note?: string) {
  const { _id } = await only(kind)
  return world.decisions.decide(_id, { choice, ...(note !== undefined && { note }) }, liu)
}
const refusal = (code: string) => expect.objectContaining({ code })
const reconciled = () => world.reconciliation.reconcile(day)

/** The bill tells of it, and the query that should settle it is not answered. */
async function reconciledInTheDark(api: 'query' | 'queryRefund'): Promise<void> {
  await world.sandbox.addFault({ platform: 'wechatpay', api, kind: 'serverError' })
  world.clock.advance(nextMorning)
  await world.sandbox.setClock(world.clock.now().toISOString())
  await reconciled()
  await world.sandbox.clearFaults()
}

/** Paid, and the notice is lost. */
async function paidUnheard(): Promise<void> {
  await world.sandbox.setWechatpay({ noticeTimes: 0 })
  await world.place(no)
  await world.sandbox.pay({ person: 'wang', prepayId: await world.prepayId(no) })
}

/** Somebody gives money back on the platform's own page. */
async function givenBackByHand(fen: number): Promise<void> {
  await world.sandbox.setWechatpay({ noticeTimes: 0 })
  const { transactionId = '', totalFen } = await world.own(no)
  const refundNo = '2026030216211'
  await world.platform.refund({ no, transactionId, refundNo, fen, totalFen, reason: '手工' })
  await world.advance(nextMorning)
  await reconciled()
}

describe('a payment only the bill knows', () => {
  it('is booked by what a query says, and by whom it was asked is kept', async () => {
    await paidUnheard()
    await reconciledInTheDark('query')
    expect(await decide('missingHere', 'ask')).toEqual({ settled: true, said: 'paid' })
    expect((await world.own(no)).step).toBe('paid')
    expect(await only('missingHere')).toMatchObject({ settledAs: 'booked', settledBy: 'liu' })
    expect((await only('missingHere')).steps).toMatchObject([
      { what: 'found' },
      { what: 'booked', by: 'liu', byName: '柳青', note: 'paid' },
    ])
    expect(world.deeds).toEqual(['liu reconciliation.ask'])
    expect(await reconciled()).toMatchObject({ totals: { differences: 0 } })
  })

  it('stays open as long as the query says nothing for certain', async () => {
    await paidUnheard()
    await reconciledInTheDark('query')
    await world.sandbox.addFault({ platform: 'wechatpay', api: 'query', kind: 'unsigned', times: 1 })
    expect(await decide('missingHere', 'ask')).toMatchObject({ settled: false })
    expect((await world.own(no)).step).toBe('open')
    expect((await only('missingHere')).steps?.at(-1)).toMatchObject({ what: 'asked', by: 'liu' })
    expect(await world.flags()).toHaveLength(1)
  })

  it('goes back where the order was closed before', async () => {
    await paidUnheard()
    await world.orders.change(`kelu:${no}`, (known) =>
      known?.own ? { ...known, own: { ...known.own, step: 'closed' } } : null,
    )
    await reconciledInTheDark('query')
    await expect(decide('missingHere', 'ask')).rejects.toThrow(refusal('difference.choice'))
    expect(await decide('missingHere', 'giveBack')).toEqual({ settled: true, said: 'paid' })
    expect(await world.refund(no, `${no}-0`)).toMatchObject({ state: 'pending', fen: 29_900 })
  })

  it('of an order nobody knows is another shop’s by somebody’s word, which stands as long as the bill says the same', async () => {
    await world.paid(no)
    await world.advance(nextMorning)
    await world.db.connection.collection('orders').deleteOne({ _id: `kelu:${no}` as never })
    await reconciled()
    await expect(decide('missingHere', 'ask')).rejects.toThrow(refusal('difference.choice'))
    expect(await decide('missingHere', 'elsewhere', '旧系统的')).toEqual({ settled: true, said: null })
    await reconciled()
    expect(await only('missingHere')).toMatchObject({ settledAs: 'elsewhere', settledBy: 'liu' })
    await expect(decide('missingHere', 'noted', '看过')).rejects.toThrow(refusal('difference.decided'))
    const { _id } = await only('missingHere')
    const said = { _id, day, kind: 'missingHere', from: 'bill', ref: 'x', ours: 0, theirs: 1 } as const
    await world.differences.note({ ...said, seenAt: world.clock.now() })
    expect(await only('missingHere')).not.toHaveProperty('settledAt')
    expect((await only('missingHere')).steps?.map(({ what }) => what)).toEqual([
      'found',
      'elsewhere',
      'foundAgain',
    ])
  })
})

describe('a refund only the bill knows', () => {
  it('is written into the order as the platform tells it, under its own number', async () => {
    await world.paid(no)
    await givenBackByHand(12_000)
    expect(await decide('refundMissingHere', 'record')).toEqual({ settled: true, said: 'done' })
    expect((await world.own(no)).refunds).toMatchObject([
      { refundNo: '2026030216211', fen: 12_000, state: 'done', approvals: [{ by: 'liu' }] },
    ])
    expect((await world.orders.find(`kelu:${no}`))?.refunds).toMatchObject([
      { id: '2026030216211', fen: 12_000 },
    ])
    expect(await reconciled()).toMatchObject({ totals: { differences: 0, ours: { refundedFen: 12_000 } } })
    // The next one of ours has the first number.
    await world.asked(no, `${no}-1`, 17_901)
    await expect(world.requests.approve(no, `${no}-1`, liu)).rejects.toThrow(refusal('refund.too_much'))
  })

  it('is not written where that is more than was paid', async () => {
    await world.paid(no)
    await world.asked(no, `${no}-1`, 20_000)
    await givenBackByHand(12_000)
    await expect(decide('refundMissingHere', 'record')).rejects.toThrow(refusal('refund.too_much'))
    expect((await world.own(no)).refunds).toHaveLength(1)
    expect(await world.flags()).toEqual(['refundMissingHere 2026030216211'])
  })

  it('that failed there is not begun anew here', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ refundFate: 'closed' })
    await givenBackByHand(12_000)
    await decide('refundMissingHere', 'record')
    await world.sandbox.setWechatpay({ refundFate: 'success' })
    await world.advance(8 * 24 * hour)
    await world.advance(minute)
    expect((await world.own(no)).refunds).toMatchObject([{ refundNo: '2026030216211', state: 'failed' }])
  })
})

describe('whatever does not agree', () => {
  it('can be left for later with a word, or settled as dealt with elsewhere', async () => {
    await world.paid(no)
    await givenBackByHand(12_000)
    expect(await decide('refundMissingHere', 'leave', '问问门店')).toEqual({ settled: false, said: null })
    expect(await world.flags()).toHaveLength(1)
    expect(await decide('refundMissingHere', 'noted', '门店补了账')).toMatchObject({ settled: true })
    expect((await only('refundMissingHere')).steps?.slice(1)).toMatchObject([
      { what: 'left', note: '问问门店' },
      { what: 'noted', note: '门店补了账', byName: '柳青' },
    ])
    await reconciled()
    expect(await world.flags()).toEqual([])
  })

  it('is decided once by two at the same moment', async () => {
    await world.paid(no)
    await givenBackByHand(12_000)
    const both = await Promise.allSettled([
      decide('refundMissingHere', 'noted', '一'),
      decide('refundMissingHere', 'noted', '二'),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('needs a platform to ask', async () => {
    await world.paid(no)
    await givenBackByHand(12_000)
    const { differences, orders, requests, clock } = world
    const decisions = createDifferenceDecisions({
      ...{ differences, orders, requests, clock, asking: null },
      ...{ auditLog: { record: async () => undefined }, announce: () => undefined },
    })
    const { _id } = await only('refundMissingHere')
    await expect(decisions.decide(_id, { choice: 'record' }, liu)).rejects.toThrow(
      refusal('payment.not_configured'),
    )
    await expect(decisions.decide('x', { choice: 'record' }, liu)).rejects.toThrow(
      refusal('difference.not_found'),
    )
  })

  it('and is a refund that stands still goes on under its number', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ reserveFen: -29_000 })
    await world.asked(no, `${no}-1`, 10_000)
    await world.requests.approve(no, `${no}-1`, liu)
    await world.advance(0)
    await world.sandbox.setWechatpay({ reserveFen: 0 })
    expect(await decide('refundStuck', 'goOn')).toEqual({ settled: false, said: 'again' })
    await world.advance(minute)
    await world.advance(minute)
    expect((await world.own(no)).refunds).toMatchObject([{ refundNo: `${no}-1`, state: 'done' }])
    expect(await only('refundStuck')).toMatchObject({ settledAs: 'booked' })
  })
})
