import { describe, expect } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { later, minute, second } from '../testing/cast.ts'
import { aMerchant, anOrder, orderPath, refundPath } from '../testing/wechatpay-client.ts'
import { withCast as it } from '../testing/with-cast.ts'

/** An order of 299 yuan that was paid at nine, and what asks for money back so long after. */
async function paidOrder(sandbox: Sandbox, couponFen = 0) {
  const { call } = await aMerchant(sandbox)
  const { body } = await call('POST', orderPath, anOrder(sandbox))
  const paid = await sandbox.pay({ person: '小美', prepayId: String(body.prepay_id), couponFen })
  if (paid.kind !== 'paid') throw new Error(paid.reason)
  const refund = async (number: string, fen: number, afterMs = 0, more: object = {}) => {
    await sandbox.setClock(later(afterMs))
    const asked = {
      transaction_id: paid.transactionId,
      out_refund_no: number,
      notify_url: 'https://k.example/hooks/wxpay',
      amount: { refund: fen, total: 29_900, currency: 'CNY' },
      ...more,
    }
    return call('POST', refundPath, asked, { at: new Date(later(afterMs)) })
  }
  const query = (number: string, afterMs: number) =>
    call('GET', `${refundPath}/${number}`, undefined, { at: new Date(later(afterMs)) })
  return { refund, query }
}

describe('a refund', () => {
  it('is accepted, done seconds after, and told', async ({ sandbox, target }) => {
    const { refund, query } = await paidOrder(sandbox)
    expect((await refund('R-1', 10_000)).body).toMatchObject({
      status: 'PROCESSING',
      amount: { refund: 10_000 },
    })
    await sandbox.setClock(later(5 * second))
    await sandbox.runDue()
    expect((await query('R-1', 5 * second)).body).toMatchObject({
      status: 'SUCCESS',
      success_time: '2026-03-02T09:00:05+08:00',
    })
    expect(target.received.map(({ body }) => JSON.parse(body).event_type)).toEqual([
      'TRANSACTION.SUCCESS',
      'REFUND.SUCCESS',
    ])
  })

  it('under the same number is the same one, and another one under it is refused', async ({ sandbox }) => {
    const { refund } = await paidOrder(sandbox)
    const [one, again] = [await refund('R-1', 10_000), await refund('R-1', 10_000)]
    expect(again.body.refund_id).toBe(one.body.refund_id)
    expect((await refund('R-1', 9_000)).body.code).toBe('INVALID_REQUEST')
    expect((await sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded')).toHaveLength(1)
  })

  it('comes a minute after the last one, and all together are not more than was paid', async ({
    sandbox,
  }) => {
    const { refund } = await paidOrder(sandbox, 900)
    await refund('R-1', 10_000)
    expect((await refund('R-2', 10_000, 59 * second)).body.code).toBe('FREQUENCY_LIMITED')
    expect((await refund('R-2', 10_000, minute)).status).toBe(200)
    expect((await refund('R-3', 9_901, 2 * minute)).body.code).toBe('INVALID_REQUEST')
    expect((await refund('R-3', 9_900, 2 * minute)).status).toBe(200)
    const back = (await sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded')
    expect(back.reduce((sum, { payerFen }) => sum + payerFen, 0)).toBe(29_000)
  })

  it('is the fifty-first of its order at no price', async ({ sandbox }) => {
    const { refund } = await paidOrder(sandbox)
    for (let n = 0; n < 50; n += 1) expect((await refund(`R-${n}`, 1, n * minute)).status).toBe(200)
    expect((await refund('R-50', 1, 50 * minute)).body.code).toBe('INVALID_REQUEST')
  })

  it('needs the money, the order, its sum and a year at most', async ({ sandbox }) => {
    const { refund } = await paidOrder(sandbox)
    const wrong = async (more: object, afterMs = 0) => (await refund('R-1', 100, afterMs, more)).body.code
    expect(await wrong({ amount: { refund: 100, total: 30_000, currency: 'CNY' } })).toBe('INVALID_REQUEST')
    expect(await wrong({ transaction_id: '4200' })).toBe('RESOURCE_NOT_EXISTS')
    expect(await wrong({ out_trade_no: 'KL20260302_01' })).toBe('PARAM_ERROR')
    expect(await wrong({}, 366 * 86_400_000)).toBe('INVALID_REQUEST')
    await sandbox.setWechatpay({ reserveFen: -29_850 })
    expect(await wrong({})).toBe('NOT_ENOUGH')
    await sandbox.setWechatpay({ reserveFen: 0 })
    expect(await wrong({})).toBeUndefined()
  })

  it('may stay without an end, meet a void card, or be given up after a week', async ({ sandbox }) => {
    const { refund, query } = await paidOrder(sandbox)
    await sandbox.setWechatpay({ refundFate: 'stuck' })
    await refund('R-1', 100)
    await sandbox.setWechatpay({ refundFate: 'abnormal' })
    await refund('R-2', 100, minute)
    await sandbox.setWechatpay({ refundFate: 'closed' })
    await refund('R-3', 100, 2 * minute)
    const end = 8 * 86_400_000
    await sandbox.setClock(later(end))
    await sandbox.runDue()
    const statuses = await Promise.all(['R-1', 'R-2', 'R-3'].map((n) => query(n, end)))
    expect(statuses.map(({ body }) => body.status)).toEqual(['PROCESSING', 'ABNORMAL', 'CLOSED'])
    expect((await sandbox.wechatpayMoney()).at(-1)).toMatchObject({ kind: 'returned', outRefundNo: 'R-3' })
  })
})
