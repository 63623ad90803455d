import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('an owner erases a customer, and sees that it is done', async () => {
  const customer = await world.kelu.customers.getOrCreate(
    [{ kind: 'phone', value: '13800004455', verified: true }],
    { source: 'test', at: world.clock.now() },
  )
  await world.kelu.customers.change(customer, { setProfile: { nickname: '想离开的人' } }, 'test:name')
  const { page, axe, faults, close } = await world.openPage('owner', `/customers/${customer._id}`)
  await page.getByText('想离开的人').first().waitFor()
  await page.getByRole('button', { name: '更多' }).click()
  await page.getByText('删除她的个人信息').first().click()
  await page.getByLabel('理由').fill('本人来电要求')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '删除，不能恢复' }).click()
  await page.getByRole('heading', { level: 1, name: '个人信息' }).waitFor()
  await page.getByText(customer._id).waitFor()
  await page.getByText('本人来电要求').waitFor()
  expect(await axe()).toEqual([])
  expect(await page.content()).not.toContain('想离开的人')
  expect(faults).toEqual([])
  await close()
})

it('the record of processing says what is kept, what for and for how long, also on a phone', async () => {
  const at = world.clock.now()
  await world.kelu.connection.collection<{ _id: string }>('retentionDays').insertOne({
    ...{ _id: '2020-01-01', at, removed: { tasks: 7 }, rev: 1, endedAt: at },
  })
  const { page, axe, faults, close } = await world.openPage('operator', '/privacy', widths.phone)
  await page.getByText('跟进待办和记录 7 条').waitFor()
  await page.getByText('浏览、点击、下单等行为').waitFor()
  await page.getByText('400 天').first().waitFor()
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})
