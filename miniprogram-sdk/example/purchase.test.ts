import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { defaultSettings } from '../../sandbox/settings.ts'
import { officeOf } from '../../test/testing/members.ts'
import { type RunningKelu, runningKelu } from '../../test/testing/running-kelu.ts'
import { phoneOf } from '../testing/phone.ts'

type Fields = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: a page as the mini-program makes it of what it is given
type AnyPage = any

const minute = 60_000

let world: RunningKelu
let office: ReturnType<typeof officeOf>
let buyer: Person
let phone: ReturnType<typeof phoneOf>
const pages: AnyPage[] = []
const visited: string[] = []
const toasts: string[] = []

/** A page on the screen: its data is its own, `setData` changes it. */
function open(name: 'catalogue' | 'order' | 'orders' | 'coupons'): AnyPage {
  const { data, ...methods } = pages[['catalogue', 'order', 'orders', 'coupons'].indexOf(name)]
  const page: AnyPage = { ...methods, data: structuredClone(data) }
  page.setData = (part: Fields) => Object.assign(page.data, part)
  return page
}
async function orderPage(query: { sku?: string; no?: string }): Promise<AnyPage> {
  const page = open('order')
  await page.onLoad(query)
  return page
}
const tap = (dataset: Fields) => ({ currentTarget: { dataset } })
const cashier = async (no: string) =>
  (await world.sandbox.wechatpayOrders()).find(({ outTradeNo }) => outTradeNo === no)

/** The whole product before the platforms, a shop that gives a coupon to whoever looks at something, and the app on one phone. */
beforeAll(async () => {
  world = await runningKelu({
    environmentBy: payEnvironment,
    settings: {
      mpPush: { ...defaultSettings.mpPush, mode: 'secure' },
      subscriptionTemplates: { TPL_ORDER_SHIPPED: ['thing2'] },
    },
    journeys: [],
    definitions: [
      {
        batch: 'spring',
        name: '春季券',
        kind: 'threshold',
        thresholdFen: 10_000,
        amountFen: 3_000,
        validity: '14 days',
        codes: { prefix: 'SP' },
        quantity: 10,
      },
      {
        journey: 'look',
        name: '看过就送券',
        entry: { event: 'product.viewed' },
        steps: { gift: { coupon: { batch: 'spring' }, next: 'end' } },
      },
      {
        message: 'shipped',
        name: '发货通知',
        purpose: 'requested',
        miniprogram: { subscription: { template: 'TPL_ORDER_SHIPPED', data: { thing2: '已发货' } } },
      },
    ],
  })
  office = officeOf(world)
  const said = {
    productId: 'serum',
    name: '精华',
    spec: '50ml',
    category: '护肤',
    priceFen: 20_000,
    isOn: true,
  }
  await office.ask('owner', 'PUT', '/products/serum-50', said)
  await office.ask('owner', 'PUT', '/products/serum-50/stock', { onHand: 2 })
  buyer = await world.somebody()
  phone = phoneOf(world.sandbox, buyer)
  const own = {
    request: (call: Parameters<typeof phone.wx.request>[0]) =>
      phone.wx.request({ ...call, url: call.url.replace('https://kelu.example.com', world.kelu.url ?? '') }),
    navigateTo: ({ url }: { url: string }) => visited.push(url),
    showToast: ({ title }: { title: string }) => toasts.push(title),
  }
  const launch: { onLaunch?(options: Fields): void } = {}
  Object.assign(globalThis, {
    wx: { ...phone.wx, ...own },
    Page: (page: AnyPage) => pages.push(page),
    App: (app: Fields) => Object.assign(launch, app),
  })
  await import('./app.ts')
  launch.onLaunch?.({ scene: 1001, path: 'pages/catalogue/index', query: {} })
  for (const name of ['catalogue', 'order', 'orders', 'coupons']) await import(`./pages/${name}/index.ts`)
})
afterAll(() => world.close())

it('what is looked at earns a coupon, which the order page offers and the server counts', async () => {
  const { kelu } = await import('./shop.ts')
  const catalogue = open('catalogue')
  await catalogue.onLoad()
  expect(catalogue.data.products).toMatchObject([
    { productId: 'serum', skus: [{ skuId: 'serum-50', left: 2 }] },
  ])
  catalogue.buy(tap({ productId: 'serum', category: '护肤', skuId: 'serum-50' }))
  expect(visited).toEqual(['/pages/order/index?sku=serum-50'])
  await kelu.flush()
  await world.settle()

  const order = await orderPage({ sku: 'serum-50' })
  expect(order.data.quote).toMatchObject({ totalFen: 20_000 })
  expect(order.data.coupons).toMatchObject([{ name: '春季券', amountFen: 3_000 }])
  await order.choose(tap({ code: order.data.coupons[0].code }))
  expect(order.data.quote).toMatchObject({ totalFen: 17_000, discountFen: 3_000 })
})

it('left at the cashier and paid later: WeChat Pay’s notice makes it a paid order, the coupon is used', async () => {
  const order = await orderPage({ sku: 'serum-50' })
  await order.choose(tap({ code: order.data.coupons[0].code }))
  phone.answers.cashier = 'leaves'
  await order.place()
  const { no } = order.data.order
  expect(order.data).toMatchObject({ stateText: '待付款', order: { totalFen: 17_000 } })
  expect(await cashier(no)).toMatchObject({ state: 'NOTPAY', totalFen: 17_000 })
  const coupons = open('coupons')
  await coupons.onShow()
  expect(coupons.data.coupons).toMatchObject([{ stateText: '已用在未付款的订单上' }])

  phone.answers.cashier = 'pays'
  const later = await orderPage({ no })
  await later.payNow()
  await world.settle()
  await later.refresh(no)
  expect(later.data.stateText).toBe('待发货')
  expect(toasts).toContain('付款成功')
  expect(await cashier(no)).toMatchObject({ state: 'SUCCESS', openid: buyer.openid })
  await coupons.onShow()
  expect(coupons.data.coupons).toMatchObject([{ stateText: '已使用' }])
  expect((await world.eventsOf(buyer)).filter((name) => /^(order|coupon)\./.test(name))).toEqual(
    expect.arrayContaining(['order.created', 'order.paid', 'coupon.redeemed']),
  )
  // Asked in the callback of the cashier: told by the phone and pushed by WeChat, it is one credit.
  await world.pass(minute)
  expect((await world.customerOf(buyer)).credits).toEqual({ TPL_ORDER_SHIPPED: 1 })
})

it('is shipped, received, and its money asked back: refunded once somebody agreed, as the list of orders tells', async () => {
  const list = open('orders')
  await list.onShow()
  const { no } = list.data.orders[0]
  list.open(tap({ no }))
  expect(visited.at(-1)).toBe(`/pages/order/index?no=${no}`)

  const parcel = { carrier: '中通快递', trackingNo: 'ZT1' }
  await office.ask('finance', 'POST', `/orders/${encodeURIComponent(`kelu:${no}`)}/ship`, parcel)
  const order = await orderPage({ no })
  expect(order.data.stateText).toBe('待收货')
  await order.received()
  expect(order.data.stateText).toBe('已完成')

  order.typeReason({ detail: { value: '用了不合适' } })
  await order.askRefund()
  expect(order.data.refunds).toEqual(['退款待审核 ￥170.00'])
  // Asked again it is the same request.
  await order.askRefund()
  expect(order.data.refunds).toHaveLength(1)

  interface Waiting {
    items: { no: string; refundNo: string }[]
  }
  const waiting = await office.ask<Waiting>('finance', 'GET', '/refunds?look=requested')
  expect(waiting.items).toMatchObject([{ no }])
  const refundNo = encodeURIComponent(waiting.items[0]?.refundNo ?? '')
  await office.ask('finance', 'POST', `/refunds/${no}/${refundNo}/approve`)
  await world.pass(10 * minute)
  await list.onShow()
  expect(list.data.orders).toMatchObject([{ no, totalFen: 17_000, refunds: ['已退款 ￥170.00'] }])
  expect((await cashier(no))?.refunds).toMatchObject([{ fen: 17_000, status: 'SUCCESS' }])
  expect(world.errors).toEqual([])
})

it('a cashier asked with other parameters than the server signed does not open', async () => {
  const { kelu } = await import('./shop.ts')
  const order = await kelu.createOrder({ lines: [{ skuId: 'serum-50', quantity: 1 }], totalFen: 20_000 })
  const asked = await phoneCall(`/orders/${order.no}/pay`)
  const parameters = { ...asked, nonceStr: 'another' }
  expect(await world.sandbox.requestPayment({ person: buyer.name, parameters })).toEqual({
    kind: 'refused',
    reason: '支付验证签名失败',
  })
  expect(await kelu.cancel(order.no)).toMatchObject({ state: 'closed' })
  expect(await world.sandbox.requestPayment({ person: buyer.name, parameters: asked })).toMatchObject({
    kind: 'refused',
  })
})

it('the last one gone, the next customer is told so', async () => {
  const { kelu } = await import('./shop.ts')
  await kelu.createOrder({ lines: [{ skuId: 'serum-50', quantity: 1 }], totalFen: 20_000 })
  await orderPage({ sku: 'serum-50' })
  expect(toasts.at(-1)).toBe('库存不够了')
})

/** What a page is answered, asked with the log-in the app has. */
async function phoneCall(path: string) {
  const { token } = JSON.parse(phone.storage.get('kelu') ?? '{}') as { token: string }
  const answer = await fetch(`${world.kelu.url}/mp/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  })
  return (await answer.json()) as Parameters<typeof world.sandbox.requestPayment>[0]['parameters']
}
