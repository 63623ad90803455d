import { afterEach, beforeEach, expect, it } from 'vitest'
import { importWorld } from '../testing/world.ts'

let world: Awaited<ReturnType<typeof importWorld>>
beforeEach(async () => {
  world = await importWorld()
})
afterEach(() => world.drop())

const ran = (text: string) => world.ran(Buffer.from(text), {}, 'products')

it('things for sale are written down by their ids, with prices in yuan or fen as the column says', async () => {
  const one = await ran(
    '商品编号,款号,商品名称,规格,类目,售价（元）,是否上架,库存\nes-50,es,精华,50ml,护肤,299,是,12\nes-30,es,精华,30ml,护肤,199.5,否,\n',
  )
  expect(one.counts).toMatchObject({ rows: 2, bad: 0, new: 2, changed: 0, known: 0 })
  expect(await world.skus.find('es-50')).toMatchObject({
    ...{ productId: 'es', name: '精华', spec: '50ml', category: '护肤', priceFen: 29_900, isOn: true },
    ...{ onHand: 12, free: 12 },
  })
  expect(await world.skus.find('es-30')).toMatchObject({ priceFen: 19_950, isOn: false, onHand: 0 })
})

it('what a file has no column for stays, and the same again is no change', async () => {
  await ran('商品编号,商品名称,规格,售价,是否上架,库存\nes-50,精华,50ml,299,否,12\n')
  const again = await ran('商品编号,商品名称,价格分\nes-50,精华,29900\n')
  expect(again.counts).toMatchObject({ known: 1, changed: 0 })
  const dearer = await ran('商品编号,商品名称,价格分\nes-50,精华,30000\n')
  expect(dearer.counts).toMatchObject({ changed: 1 })
  expect(await world.skus.find('es-50')).toMatchObject({
    ...{ productId: 'es-50', spec: '50ml', priceFen: 30_000, isOn: false, onHand: 12 },
  })
})

it('of two rows of one id the later one stands', async () => {
  const one = await ran('商品编号,商品名称,售价\nes-50,精华,299\nes-50,新精华,199\n')
  expect(one.counts).toMatchObject({ new: 1, changed: 1 })
  expect(await world.skus.find('es-50')).toMatchObject({ name: '新精华', priceFen: 19_900 })
})

it('rows that cannot be sold are told, each with its reason', async () => {
  await ran('商品编号,商品名称,售价,库存\nheld,占着,1,3\n')
  await world.skus.hold('held', { no: '01ORDER', quantity: 2, at: world.clock.now() })
  const one = await ran(
    '商品编号,商品名称,售价,库存,图片\n中文,a,1,,\nb,,1,,\nc,c,贵,,\nd,d,1,1.5,\ne,e,1,,http://x.example/a.png\nheld,占着,1,1,\nok,好,1,,\n',
  )
  expect(one.counts).toMatchObject({ rows: 7, bad: 6, new: 1 })
  const lines = (await world.badRows(one._id)).toString().split('\r\n')
  expect(lines[1]).toContain('商品编号：编号里有不能用的字')
  expect(lines[2]).toContain('商品名称：必须填')
  expect(lines[3]).toContain('售价：不是金额')
  expect(lines[4]).toContain('库存：不是数字')
  expect(lines[5]).toContain('https://')
  expect(lines[6]).toContain('占用的还少')
})
