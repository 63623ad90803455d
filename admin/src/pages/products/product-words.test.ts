import { expect, it } from 'vitest'
import { addressOf, bodyOf, countFault, formOf, type Sku, titleOf } from './product-words.ts'

const sku: Sku = {
  ...{ skuId: 's50', productId: 'serum', name: '保湿精华', spec: '50ml', category: null, picture: null },
  ...{ priceFen: 29_990, isOn: true, stock: { onHand: 10, free: 8, held: 2, sold: 5 } },
}

it('a form that nobody touched saves what there is, in whole fen', () => {
  expect(bodyOf(formOf(sku), sku.isOn)).toEqual({
    ...{ productId: 'serum', name: '保湿精华', spec: '50ml', priceFen: 29_990, isOn: true },
  })
  expect(bodyOf({ ...formOf(sku), yuan: 19.99 }, false)).toMatchObject({ priceFen: 1_999, isOn: false })
})

it('a count is never below what orders hold', () => {
  expect([countFault(2, 2), countFault(0, 0)]).toEqual([null, null])
  expect(countFault(1, 2)).toContain('2 件')
  expect(countFault(null, 0)).toBe('写仓里有几件')
})

it('shows pictures of the own address alone', () => {
  const origin = 'https://kelu.example'
  const own = 'https://kelu.example/media/1'
  const name = `media:${'a'.repeat(64)}`
  expect([own, name, 'https://cdn.example/1', null].map((picture) => addressOf(picture, origin))).toEqual([
    own,
    `/media/${'a'.repeat(64)}`,
    null,
    null,
  ])
})

it('is called by its name and what tells it apart', () => {
  expect([titleOf(sku), titleOf({ name: '面霜', spec: null })]).toEqual(['保湿精华 · 50ml', '面霜'])
})
