import { afterEach, beforeEach, expect, it } from 'vitest'
import { createProducts } from '../../../domain/checkout/products.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createProductHandlers } from './handlers.ts'

let world: AdminWorld
let marketer: string
beforeEach(async () => {
  world = await adminWorld(({ stores, auditLog, realClock }) => ({
    contract: { products: contract.products },
    handlers: {
      products: createProductHandlers({ products: createProducts(stores), auditLog, clock: realClock }),
    },
  }))
  marketer = await world.as('marketer')
})
afterEach(() => world.close())

const essence = { productId: 'essence', name: '精华', spec: '50ml', category: '护肤', priceFen: 29_900 }
const save = (skuId: string, body: object = essence) =>
  world.call('PUT', `/products/${skuId}`, { cookie: marketer, body })
const count = (skuId: string, onHand: unknown) =>
  world.call('PUT', `/products/${skuId}/stock`, { cookie: marketer, body: { onHand } })

it('something is put up for sale, counted, switched off; each is noted, everybody may read it', async () => {
  expect((await save('es-50')).body).toEqual({
    skuId: 'es-50',
    ...essence,
    picture: null,
    isOn: true,
    stock: { onHand: 0, free: 0, held: 0, sold: 0 },
  })
  expect((await count('es-50', 10)).body.stock).toMatchObject({ onHand: 10, free: 10 })
  await save('es-50', { ...essence, priceFen: 19_900, spec: undefined })
  const switched = await world.call('POST', '/products/es-50/switch', {
    cookie: marketer,
    body: { isOn: false },
  })
  expect(switched.body).toMatchObject({ isOn: false, priceFen: 19_900, spec: null, stock: { onHand: 10 } })
  const finance = await world.as('finance')
  expect((await world.call('GET', '/products/es-50', { cookie: finance })).body).toEqual(switched.body)
  expect((await world.call('GET', '/products?onSale=true', { cookie: finance })).body.items).toEqual([])
  expect(await world.auditLog.list({ on: 'product:es-50', limit: 9 })).toMatchObject([
    { action: 'product.switched', by: 'a-marketer' },
    { action: 'product.saved' },
    { action: 'product.counted', details: { onHand: 10, before: 0 } },
    { action: 'product.saved' },
  ])
})

it('the list goes on where a page ended', async () => {
  for (const skuId of ['b-2', 'a-1', 'b-1']) await save(skuId, { ...essence, productId: skuId.slice(0, 1) })
  const list = (query: string) => world.call('GET', `/products?limit=2${query}`, { cookie: marketer })
  const ids = ({ body }: { body: { items: { skuId: string }[] } }) => body.items.map(({ skuId }) => skuId)
  const first = await list('')
  expect(ids(first)).toEqual(['a-1', 'b-1'])
  const rest = await list(`&after=${encodeURIComponent(first.body.next)}`)
  expect([ids(rest), rest.body.next]).toEqual([['b-2'], null])
  expect((await list('&after=nowhere')).status).toBe(422)
})

it('below what orders hold nothing is counted, and it says how many that is', async () => {
  await save('es-50')
  await count('es-50', 3)
  await world.stores.skus.hold('es-50', { no: '01ORDER', quantity: 2, at: new Date() })
  const refused = await count('es-50', 1)
  expect([refused.status, refused.body.error.code]).toEqual([409, 'product.held'])
  expect((await count('es-50', 2)).body.stock).toEqual({ onHand: 2, free: 0, held: 2, sold: 0 })
})

it('what cannot be is told at its place; what there is not is not found; others may not', async () => {
  const bad = await save('es-50', { ...essence, priceFen: 1.5, name: ' ' })
  expect(bad.body.error.places).toEqual({ priceFen: '整数，单位是分', name: '请填写名称' })
  expect((await save('es-50', { ...essence, picture: 'http://p.example/a.png' })).status).toBe(400)
  expect((await count('none', 1)).status).toBe(404)
  const sales = await world.as('sales')
  expect((await world.call('PUT', '/products/es-50', { cookie: sales, body: essence })).status).toBe(403)
})

it('what the list shows leaves as a file, nothing in it a formula, and is noted', async () => {
  await save('es-50', { ...essence, name: '=1+1' })
  await save('off-1', { ...essence, productId: 'off', name: '旧款', isOn: false })
  await count('es-50', 3)
  const all = await world.call('POST', '/products-table', { cookie: marketer, body: {} })
  expect(all.body).toMatch(/^"商品编号","所属商品编号","商品名称"/)
  expect(all.body).toContain(`"es-50","essence","'=1+1","50ml","护肤","299.00","是","3","0","0",""`)
  const onSale = await world.call('POST', '/products-table', { cookie: marketer, body: { onSale: 'true' } })
  expect(onSale.body).not.toContain('旧款')
  expect(await world.auditLog.list({ action: 'products.exported', limit: 9 })).toHaveLength(2)
  const finance = await world.as('finance')
  expect((await world.call('POST', '/products-table', { cookie: finance, body: {} })).status).toBe(403)
})
