import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseReports, parseUplinks } from '../../../channels/sms/aliyun/pushes.ts'
import * as tencentPushes from '../../../channels/sms/tencent/pushes.ts'
import type { TouchSignal } from '../../../domain/outreach/contract.ts'
import { appid, type EdgeWorld, edgeWorld } from '../../../test/testing/edge-world.ts'
import { createShopEventHandler } from './handle-shop-event.ts'
import { createSmsHandler } from './handle-sms.ts'
import { createHooksRouter } from './router.ts'

const shopSecret = 'shop-secret-0123456789'
const smsSecret = 'sms-secret-0123456789'
let world: EdgeWorld
let base: string
let signals: TouchSignal[]
/** What a gateway took under a number of its own. */
let sentAs: (customerId: string, providerId: string) => { touchId: string; ref: string } | null

beforeEach(async () => {
  world = await edgeWorld()
  signals = []
  sentAs = () => null
  const { customers, redemptions, outreach, clock, log, activity } = world
  const signal = async (given: TouchSignal) => {
    signals.push(given)
  }
  const inbox = world.inboxWith({
    shop: createShopEventHandler({ customers, redemptions, appid }),
    sms: createSmsHandler({
      ...{ customers, clock },
      outreach: {
        ...{ signal, touchOfRef: outreach.touchOfRef },
        touchSentAs: async ({ _id }, { providerId }) => sentAs(_id, providerId),
      },
    }),
  })
  const router = createHooksRouter({
    inbox,
    clock,
    log,
    customers,
    redemptions,
    registry: world.registry,
    background: activity.background,
    shop: { secret: shopSecret, appid },
    sms: [
      { name: 'aliyun', secret: smsSecret, gateway: { parseReports, parseUplinks } },
      { name: 'tencent', secret: smsSecret, gateway: tencentPushes },
    ],
  })
  base = await world.serve([router])
})
afterEach(() => world.close())

describe('shop webhook', () => {
  const order = (more: object = {}) => ({
    id: 'evt-1',
    type: 'order.paid',
    at: '2026-03-02T08:59:00+08:00',
    orderId: 'o-1',
    amountFen: 19900,
    items: [{ productId: 'p1', name: '奶粉', quantity: 1, priceFen: 19900 }],
    buyer: { unionid: 'u-wang', phone: '+8613800138000' },
    ...more,
  })
  function send(body: string, change: { secret?: string; timestamp?: string; signature?: string } = {}) {
    const timestamp = change.timestamp ?? String(world.clock.now().getTime() / 1_000)
    const mac = createHmac('sha256', change.secret ?? shopSecret)
      .update(`${timestamp}.${body}`)
      .digest('hex')
    const headers = { 'x-kelu-timestamp': timestamp, 'x-kelu-signature': change.signature ?? `sha256=${mac}` }
    return fetch(`${base}/hooks/shop`, { method: 'POST', body, headers })
  }

  it('makes one order event of the buyer, however often it comes, and none of it holds the phone', async () => {
    expect((await send(JSON.stringify(order()))).status).toBe(202)
    expect((await send(JSON.stringify(order()))).status).toBe(202)
    await world.activity.settled()
    const customer = await world.customers.findByIdentity('unionid:u-wang')
    const events = await world.events('order.paid')
    expect(events).toMatchObject([{ customerId: customer?._id, props: { orderId: 'o-1', amountFen: 19900 } }])
    expect(customer && world.customers.reveal(customer).phone).toBe('+8613800138000')
    expect(JSON.stringify([events, await world.inboxRecords()])).not.toContain('13800138000')
  })

  it('keeps product titles on one line and ids without what copying brought along', async () => {
    const items = [
      { productId: '\u2068p1\u2069', name: '面霜\r\n\u202e<b>新</b>', quantity: 1, priceFen: 19900 },
    ]
    const buyer = { unionid: '\u200eu-wang', phone: '\u202d13800138000\u202c' }
    expect((await send(JSON.stringify(order({ orderId: ' o-1\u200b', items, buyer })))).status).toBe(202)
    await world.activity.settled()
    const customer = await world.customers.findByIdentity('unionid:u-wang')
    expect(customer?.traits.lastProductName).toBe('面霜 <b>新</b>')
    expect(await world.events('order.paid')).toMatchObject([
      { props: { orderId: 'o-1', items: [{ productId: 'p1' }] } },
    ])
  })

  it('keeps the phone a customer already has', async () => {
    await send(JSON.stringify(order()))
    await world.activity.settled()
    await send(JSON.stringify(order({ id: 'evt-2', buyer: { unionid: 'u-wang', phone: '13900139000' } })))
    await world.activity.settled()
    const customer = await world.customers.findByIdentity('unionid:u-wang')
    expect(customer && world.customers.reveal(customer).phone).toBe('+8613800138000')
  })

  it.each<[string, number, () => Promise<Response>]>([
    ['another secret', 403, () => send(JSON.stringify(order()), { secret: 'other' })],
    ['no signature', 403, () => send(JSON.stringify(order()), { signature: '' })],
    [
      'a timestamp 301 s old',
      403,
      () => send(JSON.stringify(order()), { timestamp: String(world.clock.now().getTime() / 1_000 - 301) }),
    ],
    ['a timestamp that is no number', 403, () => send(JSON.stringify(order()), { timestamp: 'NaN' })],
    ['a body that is no JSON', 400, () => send('{')],
    ['an order type we do not know', 400, () => send(JSON.stringify(order({ type: 'order.stolen' })))],
    [
      'an order id that was rounded on reading',
      400,
      () => send(JSON.stringify(order({ orderId: 0 })).replace('"orderId":0', '"orderId":9007199254740993')),
    ],
    ['an order id of blanks', 400, () => send(JSON.stringify(order({ orderId: '\u200b ' })))],
    [
      'a phone number where the carrier stands',
      400,
      () => send(JSON.stringify(order({ carrier: '13800138000' }))),
    ],
    ['money with a fraction', 400, () => send(JSON.stringify(order({ amountFen: 1.5 })))],
    ['a buyer without any id', 400, () => send(JSON.stringify(order({ buyer: {} })))],
    [
      'an id of the buyer that cannot be one',
      400,
      () => send(JSON.stringify(order({ buyer: { unionid: 'a b' } }))),
    ],
    ['300 KB', 413, () => send('x'.repeat(300_000))],
  ])('refuses %s → %i and keeps nothing', async (_what, status, sent) => {
    expect((await sent()).status).toBe(status)
    expect(await world.inboxRecords()).toEqual([])
  })
})

describe('SMS gateway', () => {
  const push = (kind: 'report' | 'up', body: unknown, secret = smsSecret) =>
    fetch(`${base}/hooks/sms/aliyun/${secret}/${kind}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const report = (more: object = {}) => ({
    phone_number: '13800138000',
    send_time: '2026-03-02 08:59:00',
    report_time: '2026-03-02 08:59:10',
    success: true,
    err_code: 'DELIVERED',
    biz_id: 'b1',
    out_id: 'run:step:1#1',
    ...more,
  })
  const reply = (content: string, more: object = {}) => ({
    phone_number: '13800138000',
    content,
    send_time: '2026-03-02 08:59:00',
    sequence_id: 77,
    ...more,
  })

  it('reports what became of a message once, and is answered as it expects', async () => {
    const answer = await push('report', [
      report(),
      report({ biz_id: 'b2', out_id: 'run:other:1#2', success: false, err_code: 'MK:0001' }),
    ])
    expect([answer.status, await answer.json()]).toEqual([200, { code: 0, msg: '接收成功' }])
    await push('report', [report()])
    await world.activity.settled()
    expect(signals.toSorted((a, b) => (a.touchId < b.touchId ? -1 : 1))).toMatchObject([
      { kind: 'failed', touchId: 'run:other:1', ref: 'run:other:1#2', reason: 'MK:0001' },
      { kind: 'delivered', touchId: 'run:step:1', at: new Date('2026-03-02T08:59:10+08:00') },
    ])
  })

  it('takes the good entries of a push and is not asked for the bad ones again', async () => {
    expect((await push('report', [report(), { nonsense: true }])).status).toBe(200)
    await world.activity.settled()
    expect(signals).toHaveLength(1)
  })

  it('brings a refusal that ends marketing by SMS at once, also for a number unknown so far', async () => {
    expect((await push('up', [reply(' ｔｄ ')])).status).toBe(200)
    await world.activity.settled()
    const [customer] = await world.customers.findByPhone('+8613800138000')
    expect(customer?.consent.sms).toMatchObject({ state: 'refused', source: 'sms reply' })
    expect(await world.events('message.unsubscribed')).toMatchObject([{ props: { channel: 'sms' } }])
  })

  it('brings another reply that is told without its words', async () => {
    const claim = { kind: 'phone', value: '+8613800138000', verified: false } as const
    await world.customers.getOrCreate([claim], { source: 'test', at: world.clock.now() })
    await push('up', [reply('还有货吗')])
    await push('up', [reply('还有货吗')])
    await world.activity.settled()
    const told = await world.events('message.replied')
    expect(told).toMatchObject([{ props: { channel: 'sms' } }])
    const [customer] = await world.customers.findByPhone('+8613800138000')
    expect(customer?.consent.sms).toBeUndefined()
    expect(JSON.stringify([told, await world.inboxRecords()])).not.toContain('有货')
  })

  it('brings a reply from a phone that was thought dead, which is so no longer', async () => {
    const claim = { kind: 'phone', value: '+8613800138000', verified: false } as const
    const { _id } = await world.customers.getOrCreate([claim], { source: 'test', at: world.clock.now() })
    await world.customers.change(_id, { setReach: { sms: { state: 'unreachable' } } }, 'dead')
    await push('up', [reply('还有货吗')])
    await world.activity.settled()
    expect((await world.customers.find(_id))?.reach.sms?.state).toBe('reachable')
  })

  it.each<[string, number, () => Promise<Response>]>([
    ['another secret', 404, () => push('report', [report()], 'sms-secret-0123456780')],
    ['no JSON', 400, () => push('report', 'hello')],
    ['nothing readable', 400, () => push('up', { a: 1 })],
  ])('is refused with %s → %i', async (_what, status, sent) => {
    expect((await sent()).status).toBe(status)
    expect(await world.inboxRecords()).toEqual([])
  })
})

describe('the other SMS gateway', () => {
  const push = (kind: 'report' | 'up', body: unknown, secret = smsSecret) =>
    fetch(`${base}/hooks/sms/tencent/${secret}/${kind}`, { method: 'POST', body: JSON.stringify(body) })
  const report = (more: object = {}) => ({
    user_receive_time: '2026-03-02 08:59:10',
    nationcode: '86',
    mobile: '13800138000',
    report_status: 'SUCCESS',
    errmsg: 'DELIVRD',
    sid: 's-1',
    ...more,
  })
  /** Wang, who was sent a message that the gateway took as `s-1`. */
  async function sentMessage() {
    const claim = { kind: 'phone', value: '+8613800138000', verified: false } as const
    const { _id } = await world.customers.getOrCreate([claim], { source: 'test', at: world.clock.now() })
    sentAs = (customerId, providerId) =>
      customerId === _id && providerId === 's-1' ? { touchId: 'run:step:1', ref: 'run:step:1#1' } : null
  }

  it('reports by its own number what became of a message, and is answered as it expects', async () => {
    await sentMessage()
    const answer = await push('report', [report()])
    expect([answer.status, await answer.json()]).toEqual([200, { result: 0, errmsg: 'OK' }])
    await push('report', [report()])
    await world.activity.settled()
    expect(signals).toMatchObject([
      { kind: 'delivered', touchId: 'run:step:1', at: new Date('2026-03-02T08:59:10+08:00') },
    ])
  })

  it('reports of a phone nobody can reach', async () => {
    await sentMessage()
    await push('report', [report({ report_status: 'FAIL', errmsg: 'MK:0001', description: '空号' })])
    await world.activity.settled()
    expect(signals).toMatchObject([
      { kind: 'failed', ref: 'run:step:1#1', reason: 'MK:0001', unreachable: true },
    ])
  })

  it('reports before we wrote down that it took the message: the report waits, and counts then', async () => {
    await sentMessage()
    const known = sentAs
    sentAs = () => null
    await push('report', [report({ user_receive_time: '2026-03-02 09:00:00' })])
    await world.activity.settled()
    expect(signals).toEqual([])
    sentAs = known
    const [record] = await world.inboxRecords()
    expect(record).not.toMatchObject({ state: 'ignored' })
  })

  it('reports of a message of another system, which is nobody of ours', async () => {
    await push('report', [report({ mobile: '13900139000' })])
    await world.activity.settled()
    expect(signals).toEqual([])
  })

  it('brings a refusal that ends marketing by SMS at once', async () => {
    const time = Math.floor(world.clock.now().getTime() / 1_000)
    const reply = { extend: '', mobile: '13800138000', nationcode: '86', sign: '客旅', text: '退订', time }
    const answer = await push('up', reply)
    expect([answer.status, await answer.json()]).toEqual([200, { result: 0, errmsg: 'OK' }])
    await world.activity.settled()
    const [customer] = await world.customers.findByPhone('+8613800138000')
    expect(customer?.consent.sms).toMatchObject({ state: 'refused', source: 'sms reply' })
  })

  it('is not heard without its secret', async () => {
    expect((await push('report', [report()], 'sms-secret-0123456780')).status).toBe(404)
    expect(await world.inboxRecords()).toEqual([])
  })
})
