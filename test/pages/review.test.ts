import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCampaignStore } from '../../models/campaigns.ts'
import { aRun } from '../testing/a-run.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'
import { takePicture } from './take-picture.ts'

const dayMs = 86_400_000
const flow = { id: 'wake-sleeping-members', name: '沉睡会员唤醒' }
let world: PageWorld
const day = (fromToday: number) =>
  new Date(world.clock.now().getTime() + 8 * 3_600_000 + fromToday * dayMs).toISOString().slice(0, 10)

beforeAll(async () => {
  world = await pageWorld()
  const { connection, customers } = world.kelu
  const at = new Date(world.clock.now().getTime() - 5 * dayMs)
  for (let n = 0; n < 6; n += 1) {
    const claims = [{ kind: 'external' as const, corp: 'c', value: `wm-${n}` }]
    const { _id } = await customers.getOrCreate(claims, { source: 'test', at })
    const over = { state: 'ended', endReason: 'completed', endedAt: at, dueAt: undefined } as const
    await connection
      .collection<{ _id: string }>('runs')
      .insertOne(aRun(`${flow.id}:${n}`, at, { ...over, journeyId: flow.id, customerId: _id }))
  }
  await connection.collection<{ _id: string }>('alerts').insertOne({
    ...{ _id: 'smsFailures:1', figure: 'smsFailures', state: 'closed', percent: 5, least: 100, rev: 1 },
    ...{ openedAt: at, dueBy: at, part: 8, whole: 120, now: { part: 0, whole: 0 }, untold: [], course: [] },
    ...{ isLate: false, cause: 'numbers', action: '清掉坏号', closedAt: new Date(at.getTime() + 3_600_000) },
  } as never)
  const stamp = { by: '赵敏', at, createdAt: at, rev: 1 }
  await createCampaignStore(connection).save({
    ...{ _id: 'c1', name: '双12唤醒', audience: '老会员', goalNote: '', channels: ['sms'], owner: '赵敏' },
    ...{ from: day(-9), to: day(-2), keyActions: '发券', expected: '', flows: [flow.id], ...stamp },
    ...{ goal: { kind: 'conversion', target: 5 }, budgetFen: 10_000 },
  })
})
afterAll(() => world?.close())

it.each(Object.entries(widths))(
  'the report has no fault on a %s, and none of the frame on paper',
  async (_, width) => {
    const { page, axe, faults, follow, close } = await world.openPage('owner', '/review', width)
    await page.getByText('响过一次预警').waitFor()
    expect(await axe()).toEqual([])
    await takePicture(page, `/tmp/review-${width}.png`)
    await follow('/review?campaign=c1')
    await page.getByRole('heading', { level: 2, name: '双12唤醒' }).waitFor()
    expect(await axe()).toEqual([])
    await takePicture(page, `/tmp/review-campaign-${width}.png`)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('nav:visible, header.frame__header:visible, button:visible').count()).toBe(0)
    expect(await page.getByRole('heading', { level: 1, name: '复盘' }).isVisible()).toBe(true)
    expect(await page.locator('table:visible').count()).toBeGreaterThan(2)
    if (width === widths.desk) await page.pdf({ path: '/tmp/review.pdf', preferCSSPageSize: true })
    expect(faults).toEqual([])
    await close()
  },
)

it('what was learnt is written down, stands beside its flow, and makes the plan of the next round', async () => {
  const { page, axe, faults, follow, close } = await world.openPage('marketer', '/review?campaign=c1')
  await page.getByText('还没有写过经验').waitFor()
  await page.getByRole('button', { name: '写一条经验' }).click()
  await page.getByRole('button', { name: '存经验' }).click()
  await page.getByText('写上下次怎么做').waitFor()
  await page.getByLabel('看到了什么').fill('坏号太多')
  await page.getByLabel('下次怎么做').fill('发之前先清坏号')
  await page.getByRole('combobox', { name: '从哪里看出来的' }).press('Enter')
  await page.getByRole('option', { name: '营销活动「双12唤醒」' }).click()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '存经验' }).click()
  await page.getByText('看到：坏号太多').waitFor()

  await page.getByRole('button', { name: '照这些写下一轮计划' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await page.getByLabel('活动名称').inputValue()).toBe('双12唤醒 第二轮')
  expect(await page.getByLabel('开始日').inputValue()).toBe(day(-1))
  expect(await page.getByLabel('结束日').inputValue()).toBe(day(6))
  expect(await page.getByLabel('关键动作').inputValue()).toBe('1. 发之前先清坏号')
  await page.getByRole('button', { name: '存活动' }).click()
  await page.getByRole('heading', { level: 1, name: '双12唤醒 第二轮' }).waitFor()

  await follow(`/journeys/${flow.id}`)
  await page.getByRole('button', { name: '经验（SOP） 1' }).click()
  await page.getByText('发之前先清坏号').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('goes out as a workbook and as every record behind it', async () => {
  const { page, faults, close } = await world.openPage('marketer', `/review?from=${day(-9)}&to=${day(-2)}`)
  const take = async (name: string) => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).click(),
    ])
    return { name: file.suggestedFilename(), path: await file.path() }
  }
  const records = await take('全部数据 CSV')
  const rows = parse(await readFile(records.path), { bom: true, columns: true }) as Record<string, string>[]
  expect(rows.some((row) => row.类别 === '预警' && row.说明?.includes('处理：清掉坏号'))).toBe(true)
  const book = await take('下载 XLSX')
  expect([records.name, book.name]).toEqual([
    `复盘数据 ${day(-9)} 至 ${day(-2)}.csv`,
    `复盘 ${day(-9)} 至 ${day(-2)}.xlsx`,
  ])
  expect(faults).toEqual([])
  await close()
})
