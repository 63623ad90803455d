import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
let wang: string
let li: string
beforeAll(async () => {
  world = await miniprogramWorld()
  wang = await world.login('code-wang')
  li = await world.login('code-li')
})
afterAll(() => world.close())

let made = 0
async function aSku(more: { productId?: string; isOn?: boolean; priceFen?: number; onHand?: number } = {}) {
  const skuId = `sku-${++made}`
  const { onHand = 10, ...words } = more
  const said = {
    productId: `p-${made}`,
    name: '精华',
    spec: '50ml',
    category: '护肤',
    priceFen: 10_000,
    isOn: true,
  }
  await world.selling.skus.say(skuId, { ...said, ...words })
  await world.selling.skus.count(skuId, onHand)
  return skuId
}
const get = (path: string, token?: string) => world.call(path, undefined, token, 'GET')
const place = (skuId: string, more: object = {}, token = wang) =>
  world.call(
    '/orders',
    { clientKey: `k${++made}`, lines: [{ skuId, quantity: 1 }], totalFen: 10_000, ...more },
    token,
  )
const pay = (no: string, totalFen = 10_000) =>
  world.selling.settle.paid(no, {
    transactionId: `wx-${no}`,
    totalFen,
    payerTotalFen: totalFen,
    paidAt: world.clock.now(),
  })

it('what is on sale is told to anybody, product by product; what is not does not exist', async () => {
  for (const productId of ['a', 'b', 'c']) await aSku({ productId })
  const other = await aSku({ productId: 'b', priceFen: 18_000 })
  await aSku({ productId: 'd', isOn: false })
  const page = await get('/products?limit=2')
  expect(page.body.products.map(({ productId }: { productId: string }) => productId)).toEqual(['a', 'b'])
  expect(page.body.products[1]).toEqual({
    productId: 'b',
    name: '精华',
    category: '护肤',
    skus: [expect.objectContaining({ left: 10 }), { skuId: other, spec: '50ml', priceFen: 18_000, left: 10 }],
  })
  expect(page.body.next).toBe('b')
  expect((await get('/products?limit=2&after=b')).body).toMatchObject({ products: [{ productId: 'c' }] })
  expect((await get('/products/b')).body.skus).toHaveLength(2)
  expect((await get('/products/d')).body.error.code).toBe('product.not_found')
  expect((await get('/products?category=彩妆')).body).toEqual({ products: [] })
})

it('a purchase: looked at, placed, paid, received, asked back', async () => {
  const customer = await world.byOpenid('o-wang')
  const request = { batchId: 'spring', customerId: customer?._id ?? '', cause: 'test' }
  const { code: couponCode } = await world.selling.coupons.grant(request)
  const skuId = await aSku()
  const lines = [{ skuId, quantity: 2 }]
  const preview = await world.call('/orders/preview', { lines, couponCode }, wang)
  expect(preview.body).toMatchObject({
    goodsFen: 20_000,
    discountFen: 3_000,
    freightFen: 0,
    totalFen: 17_000,
  })
  const order = { clientKey: 'cart-1', lines, couponCode, totalFen: 17_000, remark: ' 快一点\n' }
  const placed = await world.call('/orders', order, wang)
  const { no } = placed.body
  expect(placed.body).toMatchObject({ state: 'created', totalFen: 17_000, remark: '快一点', refunds: [] })
  expect((await world.call('/orders', order, wang)).body.no).toBe(no)
  expect((await get('/coupons', wang)).body.coupons).toMatchObject([{ code: couponCode, state: 'locked' }])
  expect((await world.call(`/orders/${no}/pay`, {}, wang)).body.error.code).toBe('payment.not_configured')
  await pay(no, 17_000)
  expect((await get(`/orders/${no}`, wang)).body).toMatchObject({ state: 'paid' })
  expect((await world.call(`/orders/${no}/cancel`, {}, wang)).body.error.code).toBe('order.paid')
  expect((await world.call(`/orders/${no}/received`, {}, wang)).body.error.code).toBe('order.not_shipped')
  await world.selling.checkout.shipped(no, { carrier: '顺丰', trackingNo: 'SF1' })
  expect((await world.call(`/orders/${no}/received`, {}, wang)).body.state).toBe('received')
  const asked = await world.call(`/orders/${no}/refunds`, { fen: 500, reason: '少了一件' }, wang)
  expect(asked.body).toMatchObject({ refundNo: `${no}-1`, fen: 500, state: 'requested' })
  expect((await world.events('order.created')).at(-1)?.props).toMatchObject({
    orderId: no,
    system: 'kelu',
    amountFen: 17_000,
    discountFen: 3_000,
    items: [{ name: '精华 50ml', category: '护肤', quantity: 2, priceFen: 10_000 }],
  })
})

it('orders are one’s own: listed, newest first, and nobody else’s exists', async () => {
  const skuId = await aSku()
  const numbers: string[] = []
  for (let n = 0; n < 3; n += 1) {
    world.clock.advance(1_000)
    numbers.unshift((await place(skuId, {}, li)).body.no)
  }
  const list = await get('/orders?limit=2', li)
  expect(list.body.orders.map(({ no }: { no: string }) => no)).toEqual(numbers.slice(0, 2))
  expect((await get(`/orders?limit=2&before=${list.body.next}`, li)).body).toMatchObject({
    orders: [{ no: numbers[2] }],
  })
  const theirs = `/orders/${numbers[0]}`
  const answers = [await get(theirs, wang)]
  for (const call of ['cancel', 'received', 'pay'])
    answers.push(await world.call(`${theirs}/${call}`, {}, wang))
  const refused = answers.map(({ status, body }) => [status, body.error.code])
  expect(refused).toEqual(Array(4).fill([404, 'order.not_found']))
  expect((await world.call(`${theirs}/cancel`, {}, li)).body.state).toBe('closed')
  expect((await world.call(`${theirs}/cancel`, {}, li)).status).toBe(200)
})

describe('bad input is refused and leaves nothing behind', () => {
  let skuId: string
  beforeAll(async () => {
    skuId = await aSku({ onHand: 5 })
  })
  const line = (quantity: unknown) => ({ lines: [{ skuId, quantity }] })

  it.each<[string, (id: string) => object | string, number, string]>([
    ['no lines', () => ({ lines: [] }), 400, 'request.malformed'],
    ['none of it', () => line(0), 400, 'request.malformed'],
    ['less than none', () => line(-1), 400, 'request.malformed'],
    ['half a piece', () => line(1.5), 400, 'request.malformed'],
    ['more than anybody carries', () => line(1_000), 400, 'request.malformed'],
    ['a quantity that is a text', () => line('1'), 400, 'request.malformed'],
    [
      'a sku twice',
      (id) => ({ lines: [1, 2].map((quantity) => ({ skuId: id, quantity })) }),
      400,
      'request.malformed',
    ],
    [
      'a sku that is an operator',
      () => ({ lines: [{ skuId: { $gt: '' }, quantity: 1 }] }),
      400,
      'request.malformed',
    ],
    ['an amount below nothing', () => ({ totalFen: -1 }), 400, 'request.malformed'],
    ['an amount in yuan', () => ({ totalFen: 100.5 }), 400, 'request.malformed'],
    [
      'an amount beyond 2^53',
      (id) => `{"clientKey":"big","lines":[{"skuId":"${id}","quantity":1}],"totalFen":9007199254740993}`,
      400,
      'request.malformed',
    ],
    ['a key with blanks', () => ({ clientKey: 'a b' }), 400, 'request.malformed'],
    ['a phone number in the remark', () => ({ remark: '13800138000' }), 400, 'request.malformed'],
    [
      'an address with half a phone',
      () => ({ address: { name: '王', phone: '138', region: '浙江', detail: '1 号' } }),
      400,
      'request.malformed',
    ],
    ['something there is not', () => ({ lines: [{ skuId: 'none', quantity: 1 }] }), 404, 'product.not_found'],
    ['more than there is', () => line(6), 409, 'product.short'],
    ['another price', () => ({ totalFen: 1 }), 409, 'order.price_changed'],
    ['a coupon there is not', () => ({ couponCode: 'NONE' }), 404, 'coupon.not_found'],
  ])('%s', async (_, more, status, code) => {
    const wish = more(skuId)
    const answer =
      typeof wish === 'string' ? await world.call('/orders', wish, wang) : await place(skuId, wish)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect(await world.selling.skus.find(skuId)).toMatchObject({ free: 5, holds: [] })
  })

  it('nobody buys without a log-in', async () => {
    expect((await world.call('/orders', {})).body.error.code).toBe('session.invalid')
  })
})
