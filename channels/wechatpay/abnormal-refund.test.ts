import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RefundTarget } from '../../domain/payments/ports.ts'
import { wang } from '../testing/platforms.ts'
import { startWechatpay, type WechatpayWorld } from '../testing/wechatpay.ts'

let world: WechatpayWorld
beforeEach(async () => {
  world = await startWechatpay()
})
afterEach(() => world.close())

const minute = 60_000
const card: RefundTarget = { kind: 'card', bank: 'CMB', account: '6214830123456789', name: '王小明' }

/** A refund that cannot reach the payer, and the channel that asked for it. */
async function abnormal(publicKey?: null) {
  const { payments } = world.channel(publicKey === null ? { publicKey } : {})
  const no = 'KL20260302_01'
  const expiresAt = new Date(world.clock.now().getTime() + 30 * minute)
  const order = { no, description: '精油', totalFen: 29_900, openid: wang.openid, expiresAt }
  const prepared = await payments.prepare(order)
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  const paid = await world.sandbox.pay({ person: 'wang', prepayId: prepared.prepayId })
  if (paid.kind !== 'paid') throw new Error(paid.reason)
  await world.sandbox.setWechatpay({ refundFate: 'abnormal' })
  const { transactionId } = paid
  const request = { no, transactionId, refundNo: 'KL-1', fen: 100, totalFen: 29_900, reason: '不合适' }
  const asked = await payments.refund(request)
  if (asked.kind !== 'told') throw new Error(asked.kind)
  await world.advance(minute)
  await world.sandbox.setWechatpay({ refundFate: 'success' })
  const { refundId } = asked.refund
  return {
    payments,
    to: (target: RefundTarget) => payments.redirectRefund({ refundId, refundNo: 'KL-1', to: target }),
  }
}

it.each([
  ['the public key', undefined],
  ['the latest platform certificate', null],
] as const)('whose card it is goes sealed by %s, and the refund goes on', async (_, publicKey) => {
  const { payments, to } = await abnormal(publicKey)
  // The platform opens it, or refuses.
  expect(await to(card)).toMatchObject({
    kind: 'told',
    refund: { refundNo: 'KL-1', fen: 100, state: 'pending' },
  })
  await world.advance(minute)
  expect(await payments.queryRefund('KL-1')).toMatchObject({ kind: 'told', refund: { state: 'done' } })
  expect(await to(card)).toEqual({ kind: 'refused', code: 'INVALID_REQUEST' })
})

it('the merchant’s own account needs no card', async () => {
  const { to } = await abnormal()
  expect(await to({ kind: 'merchant' })).toMatchObject({ kind: 'told', refund: { state: 'pending' } })
})

it('an answer nobody may believe settles nothing', async () => {
  const { to } = await abnormal()
  await world.sandbox.addFault({ platform: 'wechatpay', api: 'redirectRefund', kind: 'unsigned', times: 1 })
  expect(await to(card)).toMatchObject({ kind: 'later' })
})
