import { describe, expect } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { later, minute, second } from '../testing/cast.ts'
import { aMerchant, anOrder, opened, orderPath } from '../testing/wechatpay-client.ts'
import { withCast as it } from '../testing/with-cast.ts'

async function paid(sandbox: Sandbox) {
  const { call, keys } = await aMerchant(sandbox)
  const { body } = await call('POST', orderPath, anOrder(sandbox))
  await sandbox.pay({ person: '小美', prepayId: String(body.prepay_id) })
  return keys
}

describe('a notice', () => {
  it('is encrypted and signed, and goes where the order said', async ({ sandbox, target }) => {
    const keys = await paid(sandbox)
    const { path, body, headers } = target.received[0]!
    expect(path).toBe('/hooks/wxpay')
    expect(headers['wechatpay-serial']).toBe(keys.publicKey.id)
    const { event_type: eventType, resource } = JSON.parse(body)
    expect([eventType, resource.associated_data]).toEqual(['TRANSACTION.SUCCESS', 'transaction'])
    expect(JSON.parse(opened(resource, keys))).toMatchObject({
      out_trade_no: 'KL20260302_01',
      trade_state: 'SUCCESS',
      amount: { total: 29_900, payer_total: 29_900, currency: 'CNY' },
      payer: { openid: 'openid_0001' },
    })
  })

  it('comes again by the ladder until it is taken, signed anew', async ({ sandbox, target }) => {
    target.answer = () => ({ status: target.received.length < 3 ? 500 : 204 })
    await paid(sandbox)
    for (const at of [15, 30, 60]) {
      await sandbox.setClock(later(at * second))
      await sandbox.runDue()
    }
    const stamps = target.received.map(({ headers }) => Number(headers['wechatpay-timestamp']))
    expect(stamps.map((stamp) => stamp - (stamps[0] ?? 0))).toEqual([0, 15, 30])
    expect(await sandbox.callbacks()).toMatchObject([{ tries: 3, acknowledged: true }])
  })

  it('comes twice at once, late, by the other key or never', async ({ sandbox, target }) => {
    await sandbox.setWechatpay({ noticeTimes: 2, noticeDelayMs: minute, noticesBy: 'platform' })
    await paid(sandbox)
    expect(target.received).toHaveLength(0)
    await sandbox.setClock(later(minute))
    await sandbox.runDue()
    expect(target.received).toHaveLength(2)
    expect(target.received[0]?.headers['wechatpay-serial']).toMatch(/^[0-9A-F]{40}$/)
  })
})
