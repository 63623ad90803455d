import { afterAll, beforeAll, expect, it } from 'vitest'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('a message is written, told a forbidden word, mended in one press and published', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/content')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '新建素材' }).first().click()
  await page.getByRole('button', { name: '开始写' }).click()
  await page.getByRole('textbox', { name: '审核通过的模板编号' }).fill('SMS_200001')
  await page.getByRole('textbox', { name: /^正文/ }).fill('全网最低的券已到账 ')
  await page.getByRole('button', { name: '换成「有新优惠」' }).click()
  await page.locator('.phone__bubble').filter({ hasText: '有新优惠的券已到账' }).first().waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发布第/ })
    .click()
  await page.getByText('线上第 1 版').first().waitFor()
  expect(faults).toEqual([])
  await close()
})

it('on a phone has no fault', async () => {
  const { page, axe, faults, close } = await world.openPage('editor', '/content', widths.phone)
  await page
    .getByRole('link')
    .filter({ hasText: /券|提醒|欢迎/ })
    .first()
    .click()
  await page.getByRole('textbox', { name: '素材名称' }).waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})
