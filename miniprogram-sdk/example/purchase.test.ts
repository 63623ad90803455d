import { afterAll, beforeAll, expect, it } from 'vitest'
import { messageSchema } from '../../domain/language/message-schema.ts'
import type { OrderMoney } from '../../domain/payments/contract.ts'
import { type MiniprogramWorld, miniprogramWorld } from '../../miniprogram-api/testing/world.ts'
import type { PayParameters } from '../kelu.ts'
import { stubWx } from '../testing/stub-wx.ts'

type Fields = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: a page as the mini-program makes it of what it is given
type AnyPage = any

/** What the platform would be asked to take money by: told in the form of its documents, the cashier is the stub's. */
const payments: OrderMoney = {
  prepare: async (no) => ({
    timeStamp: '1772413200',
    nonceStr: 'n',
    package: `prepay_id=wx-${no}`,
    signType: 'RSA',
    paySign: 's',
  }),
  endUnpaid: async () => undefined,
}

let world: MiniprogramWorld
let phone: ReturnType<typeof stubWx>
const pages: AnyPage[] = []
const visited: string[] = []
const toasts: string[] = []

/** A page on the screen: its data is its own, `setData` changes it. */
function open(at: number): AnyPage {
  const { data, ...methods } = pages[at]
  const page: AnyPage = { ...methods, data: structuredClone(data) }
  page.setData = (part: Fields) => Object.assign(page.data, part)
  return page
}

beforeAll(async () => {
  world = await miniprogramWorld(undefined, payments)
  world.registry.messages.push(
    messageSchema.parse({
      message: 'shipped',
      name: '发货通知',
      purpose: 'requested',
      miniprogram: { subscription: { template: 'TPL_ORDER_SHIPPED', data: { thing1: '已发货' } } },
    }),
  )
  phone = stubWx()
  phone.codes.push('code-wang')
  phone.phone.subscribes = { TPL_ORDER_SHIPPED: 'accept' }
  const own = {
    request: (call: Parameters<typeof phone.wx.request>[0]) =>
      phone.wx.request({ ...call, url: call.url.replace('https://kelu.example.com', world.base) }),
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
  for (const name of ['catalogue', 'order', 'coupons']) await import(`./pages/${name}/index.ts`)
})
afterAll(() => world.close())

it('a purchase: looked at, a coupon chosen, placed, cancelled at the cashier, paid, seen as paid, its coupon used', async () => {
  const { skus, coupons, settle } = world.selling
  await skus.say('serum-50', {
    productId: 'serum',
    name: '精华',
    spec: '50ml',
    category: '护肤',
    priceFen: 20_000,
    isOn: true,
  })
  await skus.count('serum-50', 1)

  const catalogue = open(0)
  await catalogue.onLoad()
  expect(catalogue.data.products).toMatchObject([
    { productId: 'serum', skus: [{ skuId: 'serum-50', left: 1 }] },
  ])
  const customerId = (await world.byOpenid('o-wang'))?._id ?? ''
  const { code } = await coupons.grant({ batchId: 'spring', customerId, cause: 'test' })
  catalogue.buy({ currentTarget: { dataset: { productId: 'serum', category: '护肤', skuId: 'serum-50' } } })
  expect(visited).toEqual(['/pages/order/index?sku=serum-50'])

  const order = open(1)
  await order.onLoad({ sku: 'serum-50' })
  expect(order.data.quote).toMatchObject({ totalFen: 20_000 })
  await order.choose({ currentTarget: { dataset: { code } } })
  expect(order.data.quote).toMatchObject({ totalFen: 17_000, discountFen: 3_000 })

  phone.phone.pays = 'requestPayment:fail cancel'
  await order.place()
  const { no } = order.data.order
  expect(order.data.order).toMatchObject({ state: 'created', totalFen: 17_000 })
  expect(phone.payments).toMatchObject([{ package: `prepay_id=wx-${no}` } satisfies Partial<PayParameters>])

  // What was paid, the platform tells the server.
  const paidAt = world.clock.now()
  await settle.paid(no, { transactionId: '4200', totalFen: 17_000, payerTotalFen: 17_000, paidAt })
  const again = open(1)
  await again.onLoad({ no })
  expect(again.data.order).toMatchObject({ no, state: 'paid' })
  expect(toasts).toEqual(['付款成功'])

  const list = open(2)
  await list.onShow()
  expect(list.data.coupons).toMatchObject([{ code, state: 'redeemed' }])
  expect(await world.events('order.paid')).toMatchObject([{ props: { orderId: no, system: 'kelu' } }])

  // The last one is gone: the next customer is told so.
  const late = open(1)
  await late.onLoad({ sku: 'serum-50' })
  expect(toasts.at(-1)).toBe('库存不够了')
})
