import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aGif, aJpeg, aPng } from '../../domain/media/testing/pictures.ts'
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
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  // On the next day: what a new draft says otherwise is told place by place.
  await page.reload()
  await settled(page)
  await page.getByRole('textbox', { name: /^正文/ }).fill('好券已到账 ')
  await page.getByRole('button', { name: /^和草稿比一比/ }).click()
  const panel = page.getByRole('dialog')
  await panel.locator('del').filter({ hasText: '有新优惠的券已到账' }).waitFor()
  await panel.locator('ins').filter({ hasText: '好券已到账' }).waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

for (const width of [widths.desk, widths.phone]) {
  it(`a welcome gets its pictures by upload, seen as the customer will, at ${width} px`, async () => {
    const { page, axe, faults, close } = await world.openPage('marketer', '/content', width)
    await page.getByRole('button', { name: '新建素材' }).first().click()
    await page.getByRole('textbox', { name: '素材名称' }).waitFor()
    await page.getByRole('button', { name: /好友欢迎语/ }).click()
    await page.getByRole('button', { name: '开始写' }).click()
    await page.getByRole('textbox', { name: /^说什么/ }).fill('您好，欢迎')
    await page.getByRole('button', { name: '加图片' }).click()
    const chooser = page.getByLabel('上传图片：第 1 个，图片')
    await chooser.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
    await page.getByRole('alert').filter({ hasText: 'SVG 里可以藏程序' }).waitFor()
    const file = aPng({ width: 520, height: 416, tint: 90 })
    await chooser.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: file })
    await isLoaded(page.locator('.phone img').first())
    await page.getByRole('button', { name: '加小程序卡片' }).click()
    await page.getByRole('textbox', { name: '标题' }).fill('领券')
    await page.getByRole('textbox', { name: /^小程序页面路径/ }).fill('pages/coupon')
    await page
      .getByLabel('上传图片：第 2 个，小程序卡片')
      .setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: aJpeg({ width: 520, height: 416 }) })
    await isLoaded(page.getByRole('img', { name: '小程序卡片的封面' }).first())
    await page.getByRole('button', { name: '后移：第 1 个，图片' }).click()
    await page.locator('.attachments__one').first().filter({ hasText: '小程序卡片' }).waitFor()
    await settled(page)
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
}

it('a mail shows the picture put into it, in its frame', async () => {
  const { page, axe, faults, close } = await world.openPage('editor', '/content')
  await page.getByRole('button', { name: '新建素材' }).first().click()
  await page.getByRole('textbox', { name: '素材名称' }).waitFor()
  await page.getByRole('button', { name: /邮件/ }).click()
  await page.getByRole('button', { name: '开始写' }).click()
  const inFrame = page.waitForResponse(
    (answer) => answer.url().includes('/media/') && answer.frame() !== page.mainFrame(),
  )
  await page
    .getByLabel('插入图片')
    .setInputFiles({ name: '活动海报.gif', mimeType: 'image/gif', buffer: aGif({ frames: 2 }) })
  expect((await inFrame).status()).toBe(200)
  expect(await page.getByRole('textbox', { name: /^正文/ }).inputValue()).toMatch(
    /<img src="media:[0-9a-f]{64}" alt="活动海报" width="2" style="max-width:100%">/,
  )
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

/** The browser could read it: it has sides. */
async function isLoaded(picture: Locator): Promise<void> {
  await picture.waitFor()
  await expect
    .poll(() => picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth))
    .toBeGreaterThan(0)
}

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
