import { afterEach, beforeEach, expect, it } from 'vitest'
import { hour, minute, type PaymentWorld, paymentWorld } from '../../test/testing/payment-world.ts'
import type { RefundTarget } from './ports.ts'

let world: PaymentWorld
beforeEach(async () => {
  world = await paymentWorld({ timeoutMs: 400 })
})
afterEach(() => world.close())

const no = '01KJPB3V00ABCDEFGHJKMNPQRS'
const refundNo = `${no}-1`
const liu = { memberId: 'liu', name: '柳青', address: '127.0.0.1' }
const card: RefundTarget = { kind: 'card', bank: 'ICBC', account: '6222020200112233445', name: '王小明' }
const refusal = (code: string) => expect.objectContaining({ code })

/** The payer's card is void. */
async function abnormal(): Promise<void> {
  await world.paid(no)
  await world.sandbox.setWechatpay({ refundFate: 'abnormal' })
  await world.beginRefund(no, { refundNo, fen: 10_000, reason: '不合适' }, liu)
  await world.advance(0)
  await world.advance(minute)
  await world.sandbox.setWechatpay({ refundFate: 'success' })
}
const redirected = (to: RefundTarget = card) => world.redirectRefund(no, refundNo, to, liu)
const back = async () => (await world.sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded')

it.each([card, { kind: 'merchant' } as const])(
  'a refund that cannot reach the payer goes to $kind, once and under its number',
  async (to) => {
    await abnormal()
    expect(await world.flags()).toEqual([`refundStuck ${refundNo}`])
    expect(await redirected(to)).toBe('begun')
    expect(await world.refund(no, refundNo)).not.toHaveProperty('trouble')
    await world.advance(minute)
    expect(await world.refund(no, refundNo)).toMatchObject({ state: 'done', fen: 10_000 })
    expect(await back()).toHaveLength(1)
    expect(await world.flags()).toEqual([])
    await expect(redirected(to)).rejects.toThrow(refusal('refund.not_abnormal'))
  },
)

it('nothing of a card is kept or logged', async () => {
  await abnormal()
  await redirected()
  const kept = JSON.stringify([await world.own(no), world.noted, world.logged])
  expect(world.deeds).toContain('liu refund.redirected')
  for (const secret of ['6222020200112233445', '3445', '王小明']) expect(kept).not.toContain(secret)
})

it('one that has gone on by itself is not sent a second way', async () => {
  await abnormal()
  // Somebody saw to it on the platform's own page, and no notice came.
  await world.sandbox.setWechatpay({ noticeTimes: 0 })
  const { refundId = '' } = await world.refund(no, refundNo)
  await world.platform.redirectRefund({ refundId, refundNo, to: { kind: 'merchant' } })
  expect(await redirected()).toBe('settled')
  await world.advance(minute)
  await world.advance(hour)
  expect(await world.refund(no, refundNo)).toMatchObject({ state: 'done' })
  expect((await world.sandbox.calls())['wechatpay:redirectRefund']).toBe(1)
})

it.each(['timeoutAfterActing', 'timeoutBeforeActing'] as const)(
  'of which nobody knows (%s) is asked after, and told as it is',
  async (kind) => {
    await abnormal()
    await world.sandbox.addFault({ platform: 'wechatpay', api: 'redirectRefund', kind, times: 1 })
    await expect(redirected()).rejects.toThrow(refusal('platform.unavailable'))
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    await world.advance(minute)
    await world.advance(hour)
    const acted = kind === 'timeoutAfterActing'
    expect(await world.refund(no, refundNo)).toMatchObject(
      acted ? { state: 'done' } : { state: 'pending', trouble: 'ABNORMAL' },
    )
    if (!acted) expect(await redirected()).toBe('begun')
  },
)

it('what the platform refuses changes nothing, and another refund has no such way', async () => {
  await abnormal()
  await expect(redirected({ ...card, account: '12' } as RefundTarget)).rejects.toThrow(
    refusal('refund.refused'),
  )
  expect(await world.refund(no, refundNo)).toMatchObject({ trouble: 'ABNORMAL' })
  await expect(world.redirectRefund(no, `${no}-9`, card, liu)).rejects.toThrow(refusal('refund.not_found'))
})
