import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson } from '../../sandbox/testing/cast.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

describe('the frame', () => {
  it.each(Object.entries(widths))(
    'has no fault and nothing axe finds, every part included, on a %s',
    async (_, width) => {
      const { page, axe, faults, follow, close } = await world.openPage('marketer', '/', width)
      expect(await axe()).toEqual([])
      await follow('/_parts')
      await page.locator('.example').first().waitFor()
      expect(await axe()).toEqual([])
      await page.getByRole('alert').getByRole('button', { name: '复制' }).first().hover()
      expect(await axe()).toEqual([])
      await follow('/nowhere')
      await page.getByRole('heading', { level: 1, name: '没有这一页' }).waitFor()
      expect(await axe()).toEqual([])
      expect(faults).toEqual([])
      await close()

      const loggedOut = await world.openPage(null, '/login?ended=1', width)
      expect(await loggedOut.axe()).toEqual([])
      expect(loggedOut.faults).toEqual([])
      await loggedOut.close()
    },
  )

  it.each(['owner', 'sales'] as const)('opens for a member who is %s', async (role) => {
    const { page, faults, close } = await world.openPage(role, '/')
    expect(await page.locator('nav[aria-label=主菜单] a[aria-current=page]').innerText()).toBe('首页')
    expect(faults).toEqual([])
    await close()
  })
})

describe('a log-in', () => {
  it('is asked for, and leads to where one wanted to go', async () => {
    const { page, close } = await world.openPage(null, '/_parts')
    expect(new URL(page.url()).pathname).toBe('/admin/login')
    await close()
  })
})

describe('a dialog', () => {
  it.each(Object.entries(widths))(
    'that cannot be taken back rests on the way out, on a %s',
    async (_, width) => {
      const { page, axe, faults, close } = await world.openPage('marketer', '/_parts', width)
      await page.locator('#content').getByRole('button', { name: '全部暂停营销' }).click()
      await page.getByRole('button', { name: '先不停' }).and(page.locator(':focus')).waitFor()
      expect(await axe()).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: '打开侧栏' }).click()
      await page.getByRole('dialog').getByText('素材、渠道').waitFor()
      expect(await axe()).toEqual([])
      expect(faults).toEqual([])
      await close()
    },
  )
})

it('search finds a page by its name and opens it, by keys alone', async () => {
  const { page, axe, close } = await world.openPage('marketer', '/_parts')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('首页')
  await page.getByRole('option', { name: '首页' }).waitFor()
  expect(await axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForURL('**/admin/')
  await close()
})

it('search says what could not be looked through, and shows what was found all the same', async () => {
  const { page, close } = await world.openPage('marketer', '/')
  await page.route('**/api/v1/customers?**', (route) => route.abort())
  const search = page.getByRole('combobox', { name: '全局搜索' })
  await search.fill('流程')
  await page.getByText('客户没查成，稍后再搜').waitFor()
  await page.getByRole('option', { name: /自动化流程/ }).waitFor()
  await page.unroute('**/api/v1/customers?**')
  await search.fill('没有这样的')
  await page.getByText('没有找到「没有这样的」').waitFor()
  await close()
})

it('search finds a flow, a message and a customer by name, within what one may see', async () => {
  const person = aPerson('张晓梅')
  await world.sandbox.addPerson(person)
  await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei', addWay: 1 })
  await world.settle()
  const { page, axe, faults, close } = await world.openPage('marketer', '/_parts')
  const search = page.getByPlaceholder('搜客户、流程、素材')
  await search.fill('潜在用户')
  await page.getByRole('option', { name: /潜在用户引流.*流程 · 运行中/ }).waitFor()
  await search.fill('欢迎')
  await page.getByRole('option', { name: /线索欢迎与白皮书.*素材/ }).waitFor()
  await search.fill('张晓')
  const found = page.getByRole('option', { name: /张晓梅.*客户/ })
  await found.waitFor()
  expect(await axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForURL('**/admin/customers/c_*')
  expect(faults).toEqual([])
  await close()

  // 韩梅梅 has other customers, and writes no messages.
  const hers = await world.openPage('sales', '/')
  await hers.page.getByRole('combobox', { name: '全局搜索' }).fill('张晓')
  await hers.page.getByText('没有找到「张晓」').waitFor()
  await hers.close()
})

it('a live stream that cannot be had is told, until it is back', async () => {
  const { page } = await world.openPage('marketer', '/')
  await page.clock.install()
  await page.route('**/api/v1/live', (route) => route.abort())
  await page.reload()
  const lost = page.getByText('正在重连')
  await lost.waitFor()
  await page.unroute('**/api/v1/live')
  await page.clock.fastForward('00:05')
  await lost.waitFor({ state: 'detached' })
  // Its clock is not for the next.
  await page.context().close()
})
