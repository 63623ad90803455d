import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hour, minute, type PaymentWorld, payer, paymentWorld } from '../../test/testing/payment-world.ts'

let world: PaymentWorld
beforeEach(async () => {
  world = await paymentWorld({ timeoutMs: 400 })
})
afterEach(() => world.close())

const day = '2026-03-02'
const no = '01KJPB3V00ABCDEFGHJKMNPQRS'
const fin = { memberId: 'liu', name: 'liu', address: '127.0.0.1' }
/** From nine in the morning to eleven of the next. */
const nextMorning = 26 * hour

async function refunded(fen: number): Promise<void> {
  await world.asked(no, `${no}-1`, fen)
  await world.requests.approve(no, `${no}-1`, fin)
  await world.advance(0)
}
const reconciled = () => world.reconciliation.reconcile(day)

describe('the bills of a day', () => {
  it('agree with what was booked, however often they are compared', async () => {
    await world.paid(no, {}, 900)
    await refunded(10_005)
    await world.advance(nextMorning)
    const sums = { paid: 1, paidFen: 29_900, refunds: 1, refundedFen: 10_005 }
    const account = { tradeFen: 19_895, fundFen: 19_895 }
    const totals = { ...sums, differences: 0, ours: sums, account }
    expect([await reconciled(), await reconciled()]).toEqual([
      { kind: 'done', totals },
      { kind: 'done', totals },
    ])
    expect(await world.flags()).toEqual([])
    expect(await world.days.find(day)).toMatchObject({ totals })
  })

  it('tell of a payment and a refund nobody heard of, which are booked', async () => {
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    await world.place(no)
    await world.sandbox.pay({ person: 'wang', prepayId: await world.prepayId(no) })
    await world.sandbox.addFault({ platform: 'wechatpay', api: 'query', kind: 'serverError' })
    await world.advance(10 * minute)
    expect((await world.own(no)).step).toBe('open')
    await world.sandbox.clearFaults()
    world.clock.advance(nextMorning)
    await world.sandbox.setClock(world.clock.now().toISOString())
    expect(await reconciled()).toMatchObject({ totals: { differences: 0, ours: { paid: 1 } } })
    expect((await world.own(no)).step).toBe('paid')
    // What a query settled is told all the same.
    const { transactionId } = await world.own(no)
    expect(await world.differences.ofDay(day, 9)).toMatchObject([
      { kind: 'missingHere', ref: transactionId, no, theirs: 29_900, settledAs: 'booked' },
    ])
    expect((await world.differences.ofDay(day, 9))[0]).not.toHaveProperty('settledBy')
  })

  it('send money back that came too late and stayed', async () => {
    await world.paid(no)
    const { transactionId = '', payerTotalFen = 0, totalFen } = await world.own(no)
    const latePayment = { transactionId, totalFen, payerTotalFen, paidAt: world.clock.now() }
    // Noted, and whoever noted it died.
    await world.orders.change(`kelu:${no}`, (known) =>
      known?.own ? { ...known, own: { ...known.own, step: 'closed', latePayment } } : null,
    )
    await world.advance(nextMorning)
    await reconciled()
    await world.advance(0)
    await world.advance(minute)
    expect(await world.refund(no, `${no}-0`)).toMatchObject({ state: 'done', fen: 29_900 })
  })

  it('of another shop of the same merchant number are a sum, and no difference', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    for (const [n, foreign] of ['20260302160001', 'till-7_88'].entries()) {
      const prepared = await world.platform.prepare({
        ...{ no: foreign, description: '门店', totalFen: 100 + n, openid: payer.openid },
        expiresAt: new Date(world.clock.now().getTime() + hour),
      })
      if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
      await world.sandbox.pay({ person: 'wang', prepayId: prepared.prepayId })
    }
    await world.advance(nextMorning)
    expect(await reconciled()).toMatchObject({
      totals: {
        ...{ paid: 1, paidFen: 29_900, differences: 0, ours: { paid: 1, paidFen: 29_900 } },
        elsewhere: { paid: 2, paidFen: 201, refunds: 0, refundedFen: 0 },
        account: { tradeFen: 30_101, fundFen: 30_101 },
      },
    })
    expect(await world.differences.ofDay(day, 9)).toEqual([])
  })

  it('name a refund nobody knows the answer of, which keeps its number until there is one', async () => {
    await world.paid(no)
    await world.sandbox.addFault({ platform: 'wechatpay', api: 'refund', kind: 'serverError' })
    await refunded(100)
    await world.advance(nextMorning)
    await reconciled()
    expect(await world.flags()).toEqual([`refundUnanswered ${no}-1`])
    await world.sandbox.clearFaults()
    await world.advance(minute)
    await world.advance(minute)
    expect(await world.flags()).toEqual([])
    expect((await world.own(no)).refunds).toMatchObject([{ refundNo: `${no}-1`, state: 'done' }])
  })

  it('name what is here alone, and forget it when it agrees again', async () => {
    await world.paid(no)
    await world.place('KL_free', {
      step: 'paid',
      totalFen: 0,
      transactionId: 'free:KL_free',
      paidAt: world.clock.now(),
    })
    await world.place('KL_ghost', { step: 'paid', transactionId: '4200ghost', paidAt: world.clock.now() })
    await world.advance(nextMorning)
    await reconciled()
    expect(await world.flags()).toEqual(['missingThere 4200ghost'])
    await world.db.connection.collection('orders').deleteOne({ _id: 'kelu:KL_ghost' as never })
    await reconciled()
    expect(await world.flags()).toEqual([])
  })

  it('name what is there alone', async () => {
    await world.paid(no)
    await refunded(100)
    const { transactionId } = await world.own(no)
    await world.advance(nextMorning)
    await world.db.connection.collection('orders').deleteOne({ _id: `kelu:${no}` as never })
    await reconciled()
    expect((await world.flags()).sort()).toEqual([
      `missingHere ${transactionId}`,
      `refundMissingHere ${no}-1`,
    ])
    expect(world.logged.map(({ data }) => data)).toMatchObject([{ theirs: 29_900 }, { theirs: 100 }])
    const [payment] = await world.differences.ofDay(day, 9)
    expect(payment?.line).toMatchObject({ fen: 29_900, transactionId })
  })

  it('name another amount, of a payment and of a refund', async () => {
    await world.paid(no)
    await refunded(100)
    const { transactionId } = await world.own(no)
    await world.advance(nextMorning)
    await world.orders.change(`kelu:${no}`, (known) => {
      if (!known?.own?.refunds) return null
      const refunds = known.own.refunds.map((refund) => ({ ...refund, fen: 99 }))
      return { ...known, own: { ...known.own, totalFen: 29_901, refunds } }
    })
    await reconciled()
    expect((await world.flags()).sort()).toEqual([
      `otherAmount ${transactionId}`,
      `otherRefundAmount ${no}-1`,
    ])
  })

  it('settle a refund whose answer was lost, also without a notice', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    await world.sandbox.addFault({
      platform: 'wechatpay',
      api: 'refund',
      kind: 'timeoutAfterActing',
      times: 1,
    })
    await refunded(100)
    expect((await world.refund(no, `${no}-1`)).refundId).toBeUndefined()
    world.clock.advance(nextMorning)
    await world.sandbox.setClock(world.clock.now().toISOString())
    await world.sandbox.runDue()
    expect(await reconciled()).toMatchObject({ totals: { differences: 0 } })
    expect((await world.refund(no, `${no}-1`)).state).toBe('done')
  })
})

describe('days', () => {
  it('are caught up with in order once their bills are there', async () => {
    await world.paid(no)
    expect(await world.reconciliation.missingDays()).toEqual([])
    await world.advance(24 * hour)
    expect(await world.reconciliation.missingDays()).toEqual([])
    await world.advance(hour)
    expect(await world.reconciliation.missingDays()).toEqual([day])
    await world.advance(48 * hour)
    expect(await world.reconciliation.missingDays()).toEqual([day, '2026-03-03', '2026-03-04'])
    expect(await world.reconciliation.catchUpDays()).toEqual({ againAt: null })
    expect(await world.reconciliation.missingDays()).toEqual([])
    await world.days.want(day)
    expect(await world.reconciliation.missingDays()).toEqual([day])
  })

  it('whose bill cannot be had are tried again', async () => {
    await world.paid(no)
    await world.advance(nextMorning)
    await world.sandbox.addFault({
      platform: 'wechatpay',
      api: 'fundflowbill',
      kind: 'serverError',
      times: 1,
    })
    expect(await world.reconciliation.catchUpDays()).toEqual({
      againAt: new Date(world.clock.now().getTime() + 30 * minute),
    })
    expect(await world.days.find(day)).toMatchObject({ failed: 'http.502' })
    expect(await world.reconciliation.catchUpDays()).toEqual({ againAt: null })
    expect(await world.days.find(day)).not.toHaveProperty('failed')
  })
})
