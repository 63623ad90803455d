import { afterAll, beforeAll, expect, it } from 'vitest'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

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

it('what is typed right after a publication or a draft given up stays in view, however late the answers come', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/coupons/recall-50')
  const threshold = page.getByRole('spinbutton', { name: '满多少可用（元）' })
  const dialog = page.getByRole('dialog')
  await threshold.fill('310')
  await threshold.press('Tab')
  const next = page.getByText('草稿 · 第 2 版')
  await page.getByRole('button', { name: '发布第 2 版' }).click()
  // The page has heard of it by the live stream before it has its own answer.
  await page.route('**/definitions/batch/recall-50/publish', async (route) => {
    const response = await route.fetch()
    await next.waitFor({ state: 'detached' })
    await route.fulfill({ response })
  })
  await dialog.getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByText('已发布，2 秒内生效').waitFor()
  await dialog.waitFor({ state: 'detached' })

  await threshold.fill('320')
  await threshold.press('Tab')
  await page.getByText('已保存').waitFor()
  await page.getByText('草稿 · 第 3 版').waitFor()
  expect(await dialog.count()).toBe(0)
  await page.reload()
  await settled(page)
  expect(await threshold.inputValue()).toBe('320.00')

  // The same when an answer from before the draft comes after what was typed is saved.
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let held = 0
  await page.route(/\/definitions\/batch\/recall-50\?/, async (route) => {
    held += 1
    if (held > 1) return route.continue()
    const response = await route.fetch()
    await released
    // Nobody may wait for it any more.
    await route.fulfill({ response }).catch(() => undefined)
  })
  const isAsked = page.waitForRequest(/\/definitions\/batch\/recall-50\?/)
  await page.getByRole('button', { name: '不要这些改动' }).click()
  await isAsked
  await threshold.fill('330')
  await threshold.press('Tab')
  await page.getByText('已保存').waitFor()
  release()
  await page.getByText('草稿 · 第 3 版').waitFor()
  await settled(page)
  expect(await threshold.inputValue()).toBe('330.00')
  expect(held).toBeGreaterThan(1)
  expect(faults).toEqual([])
  await close()
})

it('a calendar is edited by year, and the year is seen as it will be', async () => {
  const { page, faults, axe, close } = await world.openPage('marketer', '/calendar/china')
  const year = Number(
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric' }).format(new Date()),
  )
  await page.locator('label', { hasText: `${year + 1}年` }).click()
  await page.getByText(`${year + 1}年的放假和补班还没写`).waitFor()
  await page.getByRole('button', { name: `写 ${year + 1}年` }).click()
  await page.getByRole('button', { name: '加一个假期' }).click()
  const name = page.getByRole('textbox', { name: '第 1 个假期的名称' })
  await name.fill('春节')
  await name.press('Tab')
  await page.getByLabel('春节从哪天').fill(`${year + 1}-02-05`)
  await page.getByLabel('春节到哪天').fill(`${year + 1}-02-03`)
  await page.getByRole('alert').getByText('先开始后结束').waitFor()
  await page.getByLabel('春节到哪天').fill(`${year + 1}-02-11`)
  await page.getByText('5–11 日 春节放假').waitFor()
  await page.getByRole('button', { name: '加一个日子' }).nth(1).click()
  const day = page.getByRole('textbox', { name: '公司自己的日子第 1 个的名称' })
  await day.fill('店庆')
  await day.press('Tab')
  await page.getByText('1 日 店庆').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByText('使用中 · 第 2 版').waitFor()
  expect(faults).toEqual([])
  await close()
})

it.each(Object.entries(widths))('a year is read on a %s', async (_, width) => {
  const { page, faults, axe, close } = await world.openPage('marketer', '/calendar', width)
  await page.locator('label').getByText('年', { exact: true }).click()
  await page.getByRole('heading', { name: '12月' }).waitFor()
  await page.getByText('12 日 双十二').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})
