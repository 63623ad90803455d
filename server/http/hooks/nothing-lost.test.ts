import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseReports, parseUplinks } from '../../../channels/sms/aliyun/pushes.ts'
import { type EdgeWorld, edgeWorld } from '../../../test/testing/edge-world.ts'
import { createHooksRouter } from './router.ts'

const secret = 'a-secret-of-the-hooks-01'
let world: EdgeWorld
let base: string

beforeEach(async () => {
  world = await edgeWorld()
  const { customers, clock, log, activity } = world
  const inbox = world.inboxWith({ shop: async () => 'done', sms: async () => 'done' })
  const router = createHooksRouter({
    inbox,
    clock,
    log,
    customers,
    redemptions: world.redemptions,
    registry: world.registry,
    background: activity.background,
    shop: { secret, appid: null },
    sms: [{ name: 'aliyun', secret, gateway: { parseReports, parseUplinks } }],
  })
  base = await world.serve([router])
})
afterEach(() => world.close())

describe('a shop, where no mini-program is configured', () => {
  function send(more: object, before = '') {
    const order = {
      id: 'evt-1',
      type: 'order.paid',
      at: '2026-03-02T08:59:00+08:00',
      orderId: 'o-1',
      amountFen: 19900,
      items: [],
      buyer: { unionid: 'u-wang' },
      ...more,
    }
    const body = before + JSON.stringify(order)
    const timestamp = String(world.clock.now().getTime() / 1_000)
    const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    const headers = { 'x-kelu-timestamp': timestamp, 'x-kelu-signature': `sha256=${mac}` }
    return fetch(`${base}/hooks/shop`, { method: 'POST', body, headers })
  }

  it.each<[string, number, object]>([
    ['a buyer known by openid only, who is nobody here', 422, { buyer: { openid: 'o-1' } }],
    ['the first moment of its calendar', 400, { at: '0001-01-01T00:00:00Z' }],
    ['more money than sums can hold', 400, { amountFen: Number.MAX_SAFE_INTEGER }],
  ])('is told of %s → %i, and nothing is kept', async (_what, status, more) => {
    expect((await send(more)).status).toBe(status)
    expect(await world.inboxRecords()).toEqual([])
  })

  it('signs the bytes it sends, a byte order mark included', async () => {
    expect((await send({}, '\uFEFF')).status).toBe(202)
  })
})

describe('an SMS gateway', () => {
  const push = (kind: 'report' | 'up', body: string) =>
    fetch(`${base}/hooks/sms/aliyun/${secret}/${kind}`, { method: 'POST', body })
  const reply = (phone: string, sequence: string) =>
    `{"phone_number":"${phone}","content":"R","send_time":"2026-03-02 08:59:00","sequence_id":${sequence}}`

  it('may number replies beyond what JSON carries exactly: two people’s refusals stay two, one sent again is one', async () => {
    const [wang, li] = [
      reply('13911110001', '1234567890123456788'),
      reply('13911110002', '1234567890123456789'),
    ]
    await push('up', `[${wang},${li}]`)
    await push('up', `[${wang}]`)
    expect(await world.inboxRecords()).toHaveLength(2)
  })

  it('may push a hundred receipts at once: all are kept before it is answered', async () => {
    const receipt = (n: number) => ({
      phone_number: '13800138000',
      report_time: '2026-03-02 08:59:10',
      success: true,
      biz_id: `b${n}`,
    })
    const body = JSON.stringify(Array.from({ length: 100 }, (_, n) => receipt(n)))
    expect((await push('report', body)).status).toBe(200)
    expect(await world.inboxRecords()).toHaveLength(100)
  })
})
