import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { withCli } from '../testing/a-cli.ts'

const it = withCli
const head = 'skuId,productId,name,spec,priceYuan,onHand\n'

async function aFile(text: string): Promise<{ files: { FILE: string } }> {
  const path = join(await mkdtemp(join(tmpdir(), 'kelu products ')), 'products.csv')
  await writeFile(path, text)
  return { files: { FILE: path } }
}

it('products are imported from a file, listed, and switched off', async ({ cli }) => {
  const file = await aFile(`${head}es-50,es,精华,50ml,299.90,10\nmask,mask,面膜,,9.9,\n`)
  const unasked = await cli.kelu('products import FILE', file)
  expect([unasked.code, unasked.err]).toEqual([1, expect.stringContaining('新增 2 件')])
  expect((await cli.kelu('products list --json')).json()).toEqual([])
  await cli.kelu('products import FILE --yes', file)
  const stock = { free: 10, held: 0, sold: 0 }
  expect((await cli.kelu('products list --json')).json()).toMatchObject([
    { _id: 'es-50', priceFen: 29_990, isOn: true, ...stock },
    { _id: 'mask', priceFen: 990, free: 0 },
  ])
  expect((await cli.kelu('products list')).out).toContain('299.90')
  // Said again, stock that is not named stays; a price that changes is told before.
  const dearer = await aFile(`${head}es-50,es,精华,50ml,309.90,\n`)
  expect((await cli.kelu('products import FILE --yes', dearer)).out).toContain('从 299.90 元改为 309.90 元')
  await cli.kelu('products off es-50')
  expect((await cli.kelu('products list --json')).json()).toMatchObject([{ isOn: false, ...stock }, {}])
  expect((await cli.kelu('products off none')).code).toBe(1)
})

it('a file with one fault is not imported at all', async ({ cli }) => {
  const file = await aFile(`${head}es-50,es,精华,50ml,299.90,10\nmask,mask,面膜,,9.999,\n`)
  const refused = await cli.kelu('products import FILE --yes', file)
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('第 3 行 priceFen')])
  expect((await cli.kelu('products list --json')).json()).toEqual([])
  expect((await cli.kelu('products import FILE --yes', { files: { FILE: '/nowhere' } })).err).toContain(
    '读不到',
  )
})
