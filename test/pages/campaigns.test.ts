import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCampaignStore } from '../../models/campaigns.ts'
import { aRun } from '../testing/a-run.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'
import { takePicture } from './take-picture.ts'

const dayMs = 86_400_000
let world: PageWorld
const flow = { id: 'wake-sleeping-members', name: '沉睡会员唤醒' }
const day = (fromToday: number) =>
  new Date(world.clock.now().getTime() + 8 * 3_600_000 + fromToday * dayMs).toISOString().slice(0, 10)
const store = () => createCampaignStore(world.kelu.connection)

beforeAll(async () => {
  world = await pageWorld()
  const at = new Date(world.clock.now().getTime() - 5 * dayMs)
  const collection = (name: string) => world.kelu.connection.collection<{ _id: string }>(name)
  for (let n = 0; n < 40; n += 1) {
    const claims = [{ kind: 'external' as const, corp: 'c', value: `wm-${n}` }]
    const { _id } = await world.kelu.customers.getOrCreate(claims, { source: 'test', at })
    await world.kelu.customers.change(_id, { setProfile: { nickname: `客户${n}` } }, `named-${n}`)
    const over = { state: 'ended', endReason: 'completed', endedAt: at, dueAt: undefined } as const
    await collection('runs').insertOne(
      aRun(`${flow.id}:${n}`, at, { ...over, journeyId: flow.id, customerId: _id }),
    )
    if (n >= 3) continue
    const payment = { event: 'e', heardAt: at, at, amountFen: 12_300, items: [] }
    await collection('orders').insertOne({
      ...{ _id: `shop:${n}`, customerId: _id, rev: 1, begunAt: at, state: 'paid', payment },
    } as never)
  }
})
afterAll(() => world?.close())

it('a marketer plans a campaign, groups a flow, and reads how far it is, and who', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/campaigns')
  await page.getByText('还没有营销活动').waitFor()
  await page.getByRole('button', { name: '新建活动' }).click()
  await page.getByLabel('活动名称').fill('双12会员日')
  await page.getByLabel('开始日').fill(day(-6))
  await page.getByLabel('结束日').fill(day(6))
  await page.getByRole('combobox', { name: '目标' }).press('Enter')
  await page.getByRole('option', { name: '下单转化率' }).click()
  await page.getByLabel('目标值（%）').fill('5')
  await page.getByLabel('预算（元）').fill('很多')
  await page.getByRole('button', { name: '存活动' }).click()
  await page.getByText('写数字').waitFor()
  await page.getByLabel('预算（元）').fill('5000')
  await page.getByRole('combobox', { name: '流程和群发' }).fill(flow.name)
  await page.getByRole('option', { name: flow.name, exact: true }).click()
  await page.getByLabel('关键动作').fill('预热、发券')
  await page.getByRole('listbox').last().waitFor({ state: 'hidden' })
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '存活动' }).click()
  await page.getByRole('heading', { level: 1, name: '双12会员日' }).waitFor()
  await world.pass(60_000)
  // Three of forty bought: 7.5 of 5 percent.
  await page.getByText('达成 150%').first().waitFor()
  await page.getByRole('link', { name: /^3\s人$/ }).click()
  await page.getByText('客户2').waitFor()
  expect(await page.getByRole('dialog').getByText('¥123.00').count()).toBe(3)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it.each(Object.entries(widths))('the list and one campaign have no fault on a %s', async (_, width) => {
  const [campaign] = await store().list()
  const { page, axe, faults, follow, close } = await world.openPage('owner', '/campaigns', width)
  await page.getByText('达成 150%').first().waitFor()
  expect(await axe()).toEqual([])
  await takePicture(page, `/tmp/campaigns-${width}.png`)
  await follow(`/campaigns/${campaign?._id}`)
  await page.getByText('照现在的速度').first().waitFor()
  expect(await axe()).toEqual([])
  await takePicture(page, `/tmp/campaign-${width}.png`)
  expect(faults).toEqual([])
  await close()
})

it('the table goes out, and comes in only when every row of it is right', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/campaigns')
  await page.getByRole('button', { name: '导入导出' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 CSV' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  const choose = async (content: string) =>
    page
      .getByLabel('选一个 CSV 或 Excel 文件')
      .setInputFiles({ name: '规划.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
  await choose(text.replace('"5%"', '"很多"'))
  await page.getByText('一行都没有存').waitFor()
  await page.getByText('「很多」不是数字').waitFor()
  await choose(text.replace('"5%"', '"10%"'))
  await page.getByText('改：目标值').waitFor()
  expect((await store().list())[0]?.goal?.target).toBe(5)
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: /^存这/ }).click()
  await page.getByText('存了').waitFor()
  expect((await store().list())[0]?.goal?.target).toBe(10)
  expect(faults).toEqual([])
  await close()
})

it('a salesperson reads what it is, and no figures', async () => {
  const [campaign] = await store().list()
  const { page, faults, close } = await world.openPage('sales', `/campaigns/${campaign?._id}`)
  await page.getByText('达成和花费由市场和经理看').waitFor()
  expect(await page.getByText(/达成\s\d/).count()).toBe(0)
  expect(await page.getByText('预算').count()).toBe(0)
  expect(faults).toEqual([])
  await close()
})
