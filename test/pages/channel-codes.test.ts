import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeXlsx } from '../../domain/spreadsheet/write-xlsx.ts'
import { aPerson } from '../../sandbox/testing/cast.ts'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('a code is made on the page, and is there in WeCom a moment later with who is at work', async () => {
  const { page, close } = await world.openPage('marketer', '/channel-codes')
  await page.getByRole('button', { name: '新建活码' }).click()
  await page.getByRole('textbox', { name: '编号' }).fill('parcel')
  await page.getByRole('button', { name: '开始写' }).click()
  await page.getByRole('textbox', { name: '名称' }).fill('包裹卡')
  await page.getByRole('combobox', { name: '欢迎语', exact: true }).click()
  await page.getByRole('option', { name: '好友欢迎语（默认）', exact: true }).click()
  await page.getByText('客旅在企业微信里建，按排班轮值').click()
  await page.getByRole('combobox', { name: '哪些部门接' }).click({ force: true })
  await page.getByRole('option', { name: '门店一部' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '发布第 1 版' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布第 1 版' }).click()
  await page.getByText('使用中 · 第 1 版').waitFor()

  await expect
    .poll(
      async () => {
        await world.kelu.jobs.sweepNow()
        return world.sandbox.contactWays()
      },
      { timeout: 60_000 },
    )
    .toMatchObject([{ state: 'parcel', remark: '包裹卡' }])
  const [way] = await world.sandbox.contactWays()
  expect(way?.users.length).toBeGreaterThan(0)
  await close()

  const scanner = aPerson('扫码的人', 41)
  await world.sandbox.addPerson(scanner)
  await world.sandbox.scanContactWay({ person: scanner.name, configId: way?.configId ?? '' })
  await world.settle()
  // The starter text still has a gap to fill, so nothing goes out: what counts here is which one was chosen.
  const touches = world.kelu.connection.collection('touches').find({ _id: /wmExternal0041/ as never })
  expect(await touches.toArray()).toMatchObject([{ messageId: 'welcome-default', channel: 'welcome' }])
})

it.each(Object.entries(widths))(
  'a code is looked at with its picture, poster, funnel and people, on a %s',
  async (_, width) => {
    const { page, faults, axe, close } = await world.openPage('marketer', '/channel-codes?code=parcel', width)
    await page.getByRole('heading', { name: '包裹卡' }).waitFor()
    await settled(page)
    await page.getByText('客户昵称').waitFor()
    expect([await axe(), faults]).toEqual([[], []])
    await page.getByRole('button', { name: /海报/ }).first().click()
    await settled(page)
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  },
)

it('a roster is written on the page and read from Excel, at both widths', async () => {
  const { page, faults, axe, close } = await world.openPage('marketer', '/rosters?department=门店一部')
  const first = page.getByRole('combobox', { name: /周一$/ }).first()
  await first.selectOption('早')
  await page.getByRole('button', { name: '存好排班' }).click()
  await page.getByText('排班存好了，2 秒内生效').waitFor()
  const sheet = writeXlsx('排班', [
    ['账号', '周一', '周二'],
    ['hanmei', '晚', '夜'],
  ])
  const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const chooser = page.getByLabel('选一个 Excel 文件')
  await chooser.setInputFiles({ name: 'a.xlsx', mimeType: xlsx, buffer: sheet })
  await page.getByText(/C2：没有「夜」这个班次/).waitFor()
  const right = writeXlsx('排班', [
    ['账号', '周一', '周二'],
    ['hanmei', '晚', '9:30-18:00'],
  ])
  await chooser.setInputFiles({ name: 'b.xlsx', mimeType: xlsx, buffer: right })
  await page.getByRole('textbox', { name: '第 4 个班次的名字' }).waitFor()
  await page.getByRole('button', { name: '存好排班' }).click()
  await page.getByText('排班存好了，2 秒内生效').last().waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
  const kept = await world.kelu.connection.collection('rosters').findOne()
  expect(kept).toMatchObject({ _id: '门店一部', rev: 2 })

  const phone = await world.openPage('marketer', '/rosters?department=门店一部', widths.phone)
  await phone.page.getByRole('region', { name: '每周的班，可以左右拖' }).waitFor()
  await settled(phone.page)
  expect(await phone.axe()).toEqual([])
  const wide = await phone.page.evaluate<number>('document.documentElement.scrollWidth')
  expect(wide).toBeLessThanOrEqual(widths.phone)
  await phone.close()
})

it('a code is copied under another id and stopped: it is gone from WeCom, and the page says so', async () => {
  const { page, faults, axe, close } = await world.openPage('marketer', '/channel-codes?code=parcel')
  await page.getByRole('button', { name: '复制' }).click()
  await page.getByRole('textbox', { name: '编号' }).fill('parcel-2')
  await page.getByRole('button', { name: '开始写' }).click()
  await page.getByRole('textbox', { name: '名称' }).waitFor()
  expect(await page.getByRole('textbox', { name: '名称' }).inputValue()).toBe('包裹卡 副本')
  expect(await page.getByRole('textbox', { name: '来源标记' }).inputValue()).toBe('parcel-2')
  await page.goto(new URL('/admin/channel-codes?code=parcel', page.url()).href)
  await page.getByRole('button', { name: '停用' }).click()
  await page.getByRole('dialog').getByText('从企业微信里删掉').waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
  await page.getByText('停用了「包裹卡」').waitFor()
  await expect
    .poll(
      async () => {
        await world.kelu.jobs.sweepNow()
        return world.sandbox.contactWays()
      },
      { timeout: 60_000 },
    )
    .toEqual([])
  await page.reload()
  await page.getByText('从企业微信里删掉了，扫了提示已失效').waitFor()
  await settled(page)
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})
