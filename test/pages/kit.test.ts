import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

const places = [
  '/coupons',
  '/coupons/wake-up-50',
  '/channel-codes',
  '/channel-codes/spring-expo',
  '/calendar',
  '/calendar/china',
]

it.each(Object.entries(widths))('coupons, codes and calendar have no fault on a %s', async (_, width) => {
  for (const place of places) {
    const { axe, faults, page, close } = await world.openPage('marketer', place, width)
    await page.locator('.card').first().waitFor()
    expect(await axe(), place).toEqual([])
    expect(faults, place).toEqual([])
    await close()
  }
})

it('a coupon is changed, its fault stands at its field, and it is published', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/coupons/wake-up-50')
  const threshold = page.getByRole('spinbutton', { name: '满多少可用（元）' })
  await threshold.fill('10')
  await threshold.press('Tab')
  await page.getByRole('alert').getByText('门槛不低于面额').waitFor()
  await threshold.fill('300')
  await threshold.press('Tab')
  await page.getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByText('使用中 · 第 2 版').waitFor()
  expect(faults).toEqual([])
  await close()
})
