import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

/** Somebody who opened so many pages of promotions yesterday. */
async function whoLooked(unionid: string, nickname: string, times: number): Promise<void> {
  const { customers } = world.kelu
  const at = new Date(world.clock.now().getTime() - 86_400_000)
  const claim = { kind: 'unionid', value: unionid } as const
  const customer = await customers.getOrCreate([claim], { source: 'test', at })
  await customers.change(customer, { setProfile: { nickname } }, 'test')
  for (let n = 0; n < times; n += 1)
    await customers.hear({
      _id: `${unionid}:${n}`,
      customerId: customer._id,
      name: 'page.viewed',
      at,
      props: { path: '/sale', promotion: true },
      source: 'test',
    })
}

it('a rule is begun, mended where it is wrong, looked at, published, and everybody judged by it now', async () => {
  await whoLooked('u-keen', '爱看活动', 2)
  await whoLooked('u-calm', '看过一次', 1)
  const { page, faults, axe, close } = await world.openPage('marketer', '/settings/preferences')
  await page.getByRole('button', { name: '新建规则' }).click()
  const begin = page.getByRole('dialog', { name: '新建规则' })
  await begin.getByRole('textbox', { name: '编号' }).fill('Sale')
  await begin.getByRole('button', { name: '开始写' }).click()
  await begin.getByText('应为小写字母、数字和横线').waitFor()
  await begin.getByRole('textbox', { name: '编号' }).fill('sale-lookers')
  await begin.getByRole('button', { name: '开始写' }).click()

  await page.getByRole('textbox', { name: '规则名称' }).fill('看过活动页')
  await page.getByRole('textbox', { name: '给哪个标签' }).fill('看过活动')
  const days = page.getByRole('spinbutton', { name: '看最近几天' })
  await days.fill('400')
  await days.press('Tab')
  await page.getByRole('alert').getByText('1 到 366 天').waitFor()
  await page.getByRole('button', { name: '看谁会变' }).click()
  await page.getByText('这条规则还没写好，改好后再看').waitFor()
  await days.fill('30')
  await days.press('Tab')
  const times = page.getByRole('spinbutton', { name: '至少几次' })
  await times.fill('2')
  await times.press('Tab')
  await page.getByText('应为1 到 366 天').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: '看谁会变' }).click()
  const preview = page.getByRole('region', { name: '发布后谁会变' })
  await preview.getByText('1\u00a0人会变').waitFor()
  await preview.getByText('爱看活动').waitFor()
  expect(await preview.getByText('看过一次').count()).toBe(0)
  expect(await axe()).toEqual([])
  await times.fill('1')
  await times.press('Tab')
  await preview.getByText('规则又改过了，再看一次').waitFor()
  await preview.getByRole('button', { name: '看谁会变' }).click()
  await preview.getByText('2\u00a0人会变').waitFor()

  await page.getByRole('button', { name: '发布第 1 版' }).click()
  const dialog = page.getByRole('dialog', { name: '发布「看过活动页」' })
  await dialog.getByText('从下一次重新判断起按新的一版').waitFor()
  await dialog.getByRole('button', { name: '发布第 1 版' }).click()
  await page.getByText('使用中 · 第 1 版').waitFor()

  await page.getByRole('link', { name: '偏好标签' }).first().click()
  await page.getByRole('cell', { name: '看过活动', exact: true }).waitFor()
  await page.getByRole('button', { name: '现在重新判断' }).click()
  await page.getByText('正在重新判断所有客户').waitFor()
  expect(await axe()).toEqual([])
  await world.settle()
  await expect.poll(async () => tagsOf('u-calm'), { timeout: 60_000 }).toContain('看过活动')
  expect(await tagsOf('u-keen')).toContain('看过活动')
  expect(faults).toEqual([])
  await close()
})

const tagsOf = async (unionid: string): Promise<string[]> =>
  (await world.kelu.customers.findByIdentity(`unionid:${unionid}`))?.tags.map(({ name }) => name) ?? []

it('is read and edited on a phone', async () => {
  const { page, faults, axe, close } = await world.openPage(
    'marketer',
    '/preference-rules/favourite-category',
    widths.phone,
  )
  await page.getByRole('spinbutton', { name: '加购一次记几分' }).waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('radio', { name: '用了优惠的订单' }).check({ force: true })
  await page.getByRole('spinbutton', { name: '或优惠占原价的几成以上（%）' }).waitFor()
  await page.getByRole('button', { name: '看谁会变' }).click()
  await page.getByRole('region', { name: '发布后谁会变' }).getByRole('status').waitFor()
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('whoever may not publish reads it, and is offered no preview', async () => {
  const { page, faults, close } = await world.openPage('analyst', '/preference-rules/favourite-category')
  await page.getByRole('textbox', { name: '规则名称' }).waitFor()
  expect(await page.getByRole('textbox', { name: '规则名称' }).isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: /看谁会变|发布/ }).count()).toBe(0)
  expect(faults).toEqual([])
  await close()
})
