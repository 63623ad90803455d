import { afterAll, beforeAll, expect, it } from 'vitest'
import { gb18030 } from '../../domain/imports/file/gb18030.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

const file = (phone: string) => ({
  name: '会员.csv',
  mimeType: 'text/csv',
  buffer: gb18030(
    `手机号,姓名,同意短信营销,同意时间\r\n${phone},韩梅梅,是,2024/3/5\r\n1.38E+10,李雷,是,2024/3/5\r\n`,
  ),
})

it.each(Object.values(widths))(
  'a marketer brings members in, and sees who can be texted before they are there (%i px)',
  async (width) => {
    const { page, axe, faults, close } = await world.openPage('marketer', '/imports', width)
    await page.getByRole('heading', { level: 1, name: '导入' }).waitFor()
    await page.getByLabel('选一个 CSV 或 Excel 文件').setInputFiles(file(`138${width}0000000`.slice(0, 11)))
    await page.getByText('GBK / GB 18030 编码').waitFor()
    await page.getByLabel('同意文本').fill('会员条款 v3')
    await page.getByLabel('同意证据').fill('签字单')
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: '试导入' }).click()
    await world.pass(1_000)
    await page.getByText('营销短信：能发 1 人').waitFor()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await world.pass(1_000)
    await page.getByText('导入完了').waitFor()
    await page.getByRole('button', { name: '下载不能导入的行' }).waitFor()
    expect(faults).toEqual([])
    await close()
  },
)

it('orders are another kind of file, with columns of their own', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/imports')
  await page.getByRole('heading', { level: 1, name: '导入' }).waitFor()
  await page.getByRole('combobox', { name: '导入什么' }).press('Enter')
  await page.getByRole('option', { name: '订单' }).click()
  await page.getByRole('button', { name: '选文件导入订单' }).waitFor()
  const text = '订单号,手机号,付款时间,实付金额\nA1,13000000000,2025-03-05,199\n'
  const buffer = Buffer.from(text)
  await page
    .getByLabel('选一个 CSV 或 Excel 文件')
    .setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: '试导入' }).click()
  await world.pass(1_000)
  await page.getByText('试导入的结果：还没有存').waitFor()
  await page.getByText('新订单').waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})

it('one that stands still says since when, where, and what to look at', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/imports')
  await page.getByRole('heading', { level: 1, name: '导入' }).waitFor()
  await page.getByLabel('选一个 CSV 或 Excel 文件').setInputFiles(file('13900009999'))
  await page.getByText('GBK / GB 18030 编码').waitFor()
  // As the server tells it two minutes after the last stretch.
  await page.route('**/api/v1/imports/i_*', async (route) => {
    const response = await route.fetch()
    const still = { state: 'running', row: 501, stillSince: '2026-03-02T01:00:00.000Z' }
    await route.fulfill({ response, json: { ...(await response.json()), ...still } })
  })
  await page.reload()
  await page.getByText(/起停在第\s+501\s行：存储写不进/).waitFor()
  expect(await page.getByText('关掉页面也会接着做').count()).toBe(0)
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})
