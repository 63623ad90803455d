import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RawNotice } from '../../domain/payments/ports.ts'
import type { Forgery } from '../../sandbox/wechatpay/forgeries.ts'
import { wang } from '../testing/platforms.ts'
import { startWechatpay, type WechatpayWorld } from '../testing/wechatpay.ts'

let world: WechatpayWorld
let received: RawNotice[]
let stop: () => void

beforeEach(async () => {
  world = await startWechatpay()
  received = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    received.push({ headers: request.headers as RawNotice['headers'], body: Buffer.concat(parts) })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => {
    server.closeAllConnections()
    server.close()
  }
  await world.sandbox.setTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(async () => {
  stop()
  await world.close()
})

async function paid() {
  const { payments, notices } = world.channel()
  const expiresAt = new Date(world.clock.now().getTime() + 1_800_000)
  const order = { no: 'KL20260302_01', description: '精油', totalFen: 100, openid: wang.openid, expiresAt }
  const prepared = await payments.prepare(order)
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  const payment = await world.sandbox.pay({ person: 'wang', prepayId: prepared.prepayId })
  if (payment.kind !== 'paid') throw new Error(payment.reason)
  return { payments, notices, transactionId: payment.transactionId }
}

describe('a notice', () => {
  it.each(['publicKey', 'platform'] as const)('signed by the %s is believed and read', async (noticesBy) => {
    await world.sandbox.setWechatpay({ noticesBy })
    const { notices, payments, transactionId } = await paid()
    const request = {
      no: 'KL20260302_01',
      transactionId,
      refundNo: 'KL-1',
      fen: 60,
      totalFen: 100,
      reason: '',
    }
    await payments.refund({ ...request, reason: '不合适' })
    await world.advance(5_000)
    const about = { no: 'KL20260302_01' }
    expect(await Promise.all(received.map(notices.read))).toMatchObject([
      {
        kind: 'told',
        eventType: 'TRANSACTION.SUCCESS',
        notice: {
          kind: 'transaction',
          transaction: { ...about, transactionId, totalFen: 100, currency: 'CNY' },
        },
      },
      {
        kind: 'told',
        eventType: 'REFUND.SUCCESS',
        notice: {
          kind: 'refund',
          mchid: world.settings.mchid,
          refund: { ...about, refundNo: 'KL-1', state: 'done' },
        },
      },
    ])
  })

  it.each<[Forgery, string]>([
    ['foreignKey', 'signature'],
    ['signTest', 'probe'],
    ['unknownSerial', 'unknownKey'],
    ['stale', 'stale'],
    ['unsigned', 'unsigned'],
    ['flippedByte', 'sealing'],
    ['otherApiKey', 'sealing'],
  ])('is refused: %s is %s', async (as, why) => {
    const { notices } = await paid()
    received.length = 0
    await world.sandbox.forgePaidNotice({ outTradeNo: 'KL20260302_01', as })
    expect(await Promise.all(received.map(notices.read))).toEqual([{ kind: 'forged', why }])
  })

  it('is refused when one byte of its body is another, or its serial is a name of the language', async () => {
    const { notices } = await paid()
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = received
    const changed = Buffer.from(body.toString().replace('支付成功', '支付成动'))
    expect(await notices.read({ headers, body: changed })).toEqual({ kind: 'forged', why: 'signature' })
    const odd = { ...headers, 'wechatpay-serial': 'constructor' }
    expect(await notices.read({ headers: odd, body })).toEqual({ kind: 'forged', why: 'unknownKey' })
  })

  it('under serials nobody has does not make us ask for certificates each time', async () => {
    const { notices } = await paid()
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = received
    for (let n = 0; n < 5; n += 1) {
      const serial = `${n}`.repeat(40)
      expect(await notices.read({ headers: { ...headers, 'wechatpay-serial': serial }, body })).toEqual({
        kind: 'forged',
        why: 'unknownKey',
      })
    }
    expect((await world.sandbox.calls())['wechatpay:certificates']).toBe(1)
  })
})
