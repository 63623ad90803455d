import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSkuStore } from '../../models/skus.ts'
import type { Person } from '../../sandbox/contract.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const hour = 60 * minute
let world: RunningKelu
let buyer: Person
let token: string

beforeAll(async () => {
  world = await runningKelu({ journeys: [], environmentBy: payEnvironment })
  const skus = createSkuStore(world.kelu.connection)
  const said = { productId: 'p1', name: '精华', spec: '50ml', category: '护肤', priceFen: 10_000, isOn: true }
  await skus.say('s1', said)
  await skus.count('s1', 10)
  buyer = await world.somebody()
  token = (await world.sandbox.openMiniprogram({ person: buyer.name })).token
})
afterAll(() => world.close())

/** As much of it as is looked at. */
interface Answer {
  no: string
  state: string
  package: string
  signType: string
  error: { code: string }
}

async function mp(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${world.kelu.url}/mp/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as Answer
}
let made = 0
async function ordered(): Promise<string> {
  const lines = [{ skuId: 's1', quantity: 1 }]
  const { no } = await mp('POST', '/orders', { clientKey: `k${++made}`, lines, totalFen: 10_000 })
  return no
}
const prepayOf = async (no: string): Promise<string> =>
  (await mp('POST', `/orders/${no}/pay`)).package.slice('prepay_id='.length)

it('a customer of the mini-program orders, pays and is believed by the notice; the bills agree the day after', async () => {
  const no = await ordered()
  expect(await mp('POST', `/orders/${no}/pay`)).toMatchObject({ signType: 'RSA' })
  const prepayId = await prepayOf(no)
  expect(await world.sandbox.pay({ person: buyer.name, prepayId })).toMatchObject({ kind: 'paid' })
  await world.settle()
  expect((await mp('GET', `/orders/${no}`)).state).toBe('paid')
  expect((await world.eventsOf(buyer)).filter((name) => name.startsWith('order.'))).toEqual([
    'order.created',
    'order.paid',
  ])
  expect(
    (await world.sandbox.callbacks()).find(({ kind }) => kind === 'wechatpay.TRANSACTION.SUCCESS'),
  ).toMatchObject({
    tries: 1,
    acknowledged: true,
  })
  await world.pass(26 * hour)
  const days = await world.kelu.connection.collection('reconciledDays').find({}).toArray()
  expect(days).toMatchObject([{ totals: { paid: 1, paidFen: 10_000, refunds: 0, differences: 0 } }])
  expect(world.errors).toEqual([])
})

it('what nobody pays is closed there and here, and a forged notice of it changes nothing', async () => {
  const no = await ordered()
  await prepayOf(no)
  expect(await world.sandbox.forgePaidNotice({ outTradeNo: no, as: 'foreignKey' })).toBe(403)
  await world.pass(3 * hour)
  expect((await mp('GET', `/orders/${no}`)).state).toBe('closed')
  const there = (await world.sandbox.wechatpayOrders()).find(({ outTradeNo }) => outTradeNo === no)
  expect(there?.state).toBe('CLOSED')
})

it('no key, authorization or account of a customer is logged', async () => {
  const { apiV3Key } = await world.sandbox.wechatpayKeys()
  const no = await ordered()
  await world.sandbox.addFault({
    platform: 'wechatpay',
    api: 'jsapi',
    kind: 'errcode',
    code: 'NO_AUTH',
    times: 1,
  })
  expect((await mp('POST', `/orders/${no}/pay`)).error.code).toBe('platform.unavailable')
  const logged = JSON.stringify(world.errors)
  expect(logged).toContain('NO_AUTH')
  expect(logged).not.toMatch(new RegExp(`${apiV3Key}|WECHATPAY2|BEGIN|${buyer.openid}`))
})
