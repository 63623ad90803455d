import { afterAll, expect, it } from 'vitest'
import { createSkuStore } from '../../models/skus.ts'
import { testDatabase } from '../../test/testing/database.ts'
import { createCatalogue } from './catalogue.ts'
import { createProducts } from './products.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const skus = createSkuStore(db.connection)
const publicUrl = 'https://k.example'
const catalogue = createCatalogue({ skus, publicUrl })
const id = 'a'.repeat(64)
const products = createProducts({ skus, media: { find: async (one) => (one === id ? ({} as never) : null) } })
const words = (picture?: string) => ({
  ...{ productId: 'p1', name: '精华', priceFen: 100, isOn: true },
  ...(picture !== undefined && { picture }),
})
const shown = async () => (await catalogue.find('p1')).picture

it('tells the whole address of a picture that was uploaded, and of another one its own', async () => {
  await products.say('s1', words(`media:${id}`))
  expect(await shown()).toBe(`https://k.example/media/${id}`)
  await products.say('s1', words('https://cdn.example/a.png'))
  expect(await shown()).toBe('https://cdn.example/a.png')
  await products.say('s1', words())
  expect(await shown()).toBeUndefined()
})

it('a product names no picture that is not there', async () => {
  await expect(products.say('s1', words(`media:${'b'.repeat(64)}`))).rejects.toMatchObject({
    code: 'product.picture',
  })
})
