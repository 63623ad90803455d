import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPng } from '../../domain/media/testing/pictures.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('a marketer puts something on sale, with its stock, by keys and button', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/products')
  await page.getByText('还没有商品').waitFor()
  await page.getByRole('button', { name: '新建商品' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('商品编号').fill('serum-50')
  await panel.getByLabel('属于哪个产品').fill('serum')
  await panel.getByLabel('名称').fill('保湿精华')
  await panel.getByRole('button', { name: '保存' }).click()
  await panel.getByText('写单价').waitFor()
  await panel.getByLabel('单价（元）').fill('299')
  await panel.getByLabel('单价（元）').press('Tab')
  const chooser = panel.getByLabel('上传图片：商品图片')
  await chooser.setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await panel.getByText('SVG 里可以藏程序').waitFor()
  await chooser.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: aPng() })
  await panel.getByAltText('已上传的图片').waitFor()
  await panel.getByLabel('类目').press('Enter')
  await panel.getByText('已保存').waitFor()
  expect(await axe()).toEqual([])
  await panel.getByLabel('仓里有几件').fill('12')
  await panel.getByLabel('仓里有几件').press('Tab')
  await panel.getByRole('button', { name: '改库存' }).click()
  await panel.getByText('库存已改').waitFor()
  await panel.getByRole('button', { name: '上架' }).click()
  await panel.getByText('已上架').waitFor()
  await page.keyboard.press('Escape')
  const row = page.getByRole('row', { name: /保湿精华/ })
  await row.getByText('在卖').waitFor()
  const shown = row.getByAltText('保湿精华的图片')
  expect(await shown.evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBeGreaterThan(0)
  // The mini-program has no address of ours: it is told the whole one.
  const answer = await fetch(`${world.base}/mp/v1/products`)
  const { products } = (await answer.json()) as { products: { picture: string }[] }
  expect(products[0]?.picture).toMatch(new RegExp(`^${world.base}/media/[0-9a-f]{64}$`))
  expect(await row.innerText()).toMatch(/¥299\.00\s+12/)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^商品 .*\.csv$/)
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})
