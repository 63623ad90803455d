import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('the rules of preferences are told in words', async () => {
  const { page, close } = await world.openPage('marketer', '/settings/preferences')
  await page.getByText('近 90 天至少 3 次点开促销的消息或页面，占全部点击的 50% 以上').waitFor()
  await page.getByText('下一次重新判断').waitFor()
  await close()
})

describe('the company settings', () => {
  it('are read at one glance, and led to from there', async () => {
    const { page, close } = await world.openPage('marketer', '/settings')
    await page.getByText('每位客户每天最多 2 条、每周 5 条营销消息').waitFor()
    await page.getByRole('link', { name: '免打扰' }).click()
    await page.getByRole('heading', { level: 1, name: '免打扰' }).waitFor()
    await close()
  })

  it('a fault stands at its field; what is published says what changes, and can be taken back', async () => {
    const { page, faults, axe, close } = await world.openPage('marketer', '/settings/caps')
    const week = page.getByRole('spinbutton', { name: '短信每周最多' })
    await week.fill('40')
    await week.press('Tab')
    const day = page.getByRole('spinbutton', { name: '全部渠道合计每天最多' })
    await day.fill('9')
    await day.press('Tab')
    await page.getByRole('alert').getByText('perDay 不超过 perWeek').waitFor()
    await day.fill('3')
    await day.press('Tab')
    await week.fill('1')
    await week.press('Tab')
    await page.getByRole('button', { name: '发布第 2 版' }).click()
    const dialog = page.getByRole('dialog', { name: '发布「公司设置」' })
    await dialog.getByText('每位客户每天最多 3 条、每周 5 条营销消息，其中短信每周 1 条').waitFor()
    expect(await dialog.getByText('每位客户每天最多 2 条').count()).toBe(1)
    expect(await axe()).toEqual([])
    await dialog.getByRole('button', { name: '发布第 2 版' }).click()
    await page.getByText('使用中 · 第 2 版').waitFor()
    await page.getByRole('button', { name: '退回第 1 版' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '退回第 1 版' }).click()
    await page.getByText('使用中 · 第 3 版').waitFor()
    await page.getByText('每位客户每天最多 2 条、每周 5 条营销消息').first().waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('a category of contents is declared and capped', async () => {
    const { page, close } = await world.openPage('marketer', '/settings/caps')
    await page.getByRole('button', { name: '加一个类别' }).click()
    const name = page.getByRole('textbox', { name: '类别 新的类别 的名称' })
    await name.fill('上新')
    await name.press('Tab')
    const week = page.getByRole('spinbutton', { name: '「上新」类每周最多' })
    await week.fill('1')
    await week.press('Tab')
    await page.getByText('其中「上新」类每周 1 条').waitFor()
    await page.getByRole('button', { name: '不要这些改动' }).click()
    await page.getByText('草稿 ·').waitFor({ state: 'detached' })
    expect(await page.getByText('「上新」').count()).toBe(0)
    await close()
  })

  it('somebody more is excluded: their number is told before it is published', async () => {
    const { page, faults, axe, close } = await world.openPage('marketer', '/settings/exclude')
    await page.getByText('现在不收营销消息').waitFor()
    await page.getByRole('button', { name: '加一类人' }).click()
    await page.getByRole('textbox', { name: '「新的一类人」叫什么' }).fill('同行')
    await page.getByRole('textbox', { name: '「新的一类人」叫什么' }).press('Tab')
    await page.getByRole('textbox', { name: '标签', exact: true }).fill('同行')
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: /^发布第 \d 版$/ }).click()
    const dialog = page.getByRole('dialog', { name: '发布「公司设置」' })
    await dialog.getByText('不收营销消息的：').waitFor()
    await dialog.getByRole('button', { name: /^发布第/ }).click()
    await page.getByText('「公司设置」已发布，2 秒内生效').waitFor()
    expect(faults).toEqual([])
    await close()
  })
})

describe('other bounds of tiers and scores', () => {
  it.each([widths.desk, widths.phone])(
    'say whom they would move, and who uses them, at %i px',
    async (width) => {
      const { customers } = world.kelu
      const claim = { kind: 'unionid', value: 'u-buyer' } as const
      const buyer = await customers.getOrCreate([claim], { source: 'test', at: world.clock.now() })
      await customers.change(buyer, { setProfile: { nickname: '常客小陈' } }, 'test')
      await customers.hear({
        _id: 'paid-u-buyer',
        customerId: buyer._id,
        name: 'order.paid',
        at: world.clock.now(),
        props: { orderId: 'o-u-buyer', amountFen: 300_000 },
        source: 'test',
      })
      const { page, faults, axe, close } = await world.openPage('marketer', '/settings/tiers', width)
      const high = page.getByRole('spinbutton', { name: '近一年消费超过多少算高价值（元）' })
      await high.waitFor()
      const preview = page.getByRole('region', { name: '发布后谁会变' })
      await preview.getByRole('button', { name: '看谁会变' }).click()
      await preview.getByText('没有人会变').waitFor()
      await high.fill('2000')
      await high.press('Tab')
      await preview.getByText('界限又改过了，再看一次').waitFor()
      await preview.getByRole('button', { name: '看谁会变' }).click()
      await preview.getByRole('cell', { name: '潜力 → 高价值' }).waitFor()
      await preview.getByText('1\u00a0人会变').waitFor()
      await preview.getByRole('link', { name: '常客小陈' }).waitFor()
      await preview.getByRole('link', { name: '高价值会员', exact: true }).waitFor()
      expect(await axe()).toEqual([])
      await page.getByRole('button', { name: '不要这些改动' }).click()
      await page.getByText('草稿 ·').waitFor({ state: 'detached' })
      expect(faults).toEqual([])
      await close()
    },
  )

  it('a bound in the wrong order is a fault at its place, and nothing is counted by it', async () => {
    const { page, faults, close } = await world.openPage('marketer', '/settings/rfm')
    const four = page.getByRole('spinbutton', { name: '最近购买（距今几天以内） 4 分' })
    await four.fill('20')
    await four.press('Tab')
    const preview = page.getByRole('region', { name: '发布后谁会变' })
    await preview.getByRole('button', { name: '看谁会变' }).click()
    await preview.getByText('这些界限还没填好，改好后再看').waitFor()
    await four.fill('45')
    await four.press('Tab')
    await preview.getByRole('button', { name: '看谁会变' }).click()
    await preview.getByRole('status').waitFor()
    await page.getByRole('button', { name: '不要这些改动' }).click()
    await page.getByText('草稿 ·').waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await close()
  })
})

it('a field of one own is declared, with its fault in place', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/settings/traits')
  await page.getByRole('button', { name: '加一个字段' }).click()
  await page.getByRole('textbox', { name: '新的字段的编号' }).fill('skin')
  await page.getByRole('textbox', { name: '新的字段的编号' }).press('Tab')
  const consent = page.getByRole('textbox', { name: '新的字段的同意文字' })
  await consent.fill('我同意')
  await page.getByRole('alert').getByText('由客户本人填写的属性').waitFor()
  await consent.fill('')
  const name = page.getByRole('textbox', { name: '新的字段的名称' })
  await name.fill('肤质')
  await page.getByText('文字 · 留资表单、导入、流程步骤可以填').waitFor()
  await page.getByRole('button', { name: /^发布第/ }).click()
  await page.getByRole('dialog').getByText('肤质：文字').waitFor()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发布第/ })
    .click()
  await page.getByText('使用中 · 第 2 版').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('a colleague becomes a test account by phone, and no longer', async () => {
  const { customers } = world.kelu
  await customers.change(
    await customers.getOrCreate([{ kind: 'phone', value: '13800000417', verified: true }], {
      source: 'test',
      at: world.clock.now(),
    }),
    { setProfile: { nickname: '小周的微信', phone: '+8613800000417' } },
    'test',
  )
  const { page, faults, axe, close } = await world.openPage('marketer', '/settings/testAccounts')
  await page.getByText('还没有测试账号').waitFor()
  await page.getByRole('button', { name: '添加测试账号' }).click()
  await page.getByRole('textbox', { name: '找客户' }).fill('138 0000 0417')
  await page.getByRole('button', { name: '把小周的微信设为测试账号' }).click()
  await page.getByRole('dialog').getByText('测试账号', { exact: true }).last().waitFor()
  expect(await axe()).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '移出小周的微信' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '移出' }).click()
  await page.getByText('还没有测试账号').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('whoever follows a reason here reads the setting and changes nothing', async () => {
  const { page, faults, close } = await world.openPage('sales', '/settings/quietHours')
  await page.getByText('只有负责人和市场同事能改').waitFor()
  expect(await page.getByRole('textbox', { name: '全部渠道从几点起不发' }).isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: /发布|退回/ }).count()).toBe(0)
  expect(faults).toEqual([])
  await close()
})
