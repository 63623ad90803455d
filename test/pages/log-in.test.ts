import { afterAll, beforeAll, expect, it } from 'vitest'
import { settled } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

const password = '一把够长的钥匙 2026'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('begins with a one-time link, and brings back what was being written when the session was gone', async () => {
  const { url } = await world.kelu.admin.welcomes.byCommand(null)
  const { page, faults, axe, close } = await world.openPage(null, `/welcome${new URL(url).search}`)
  expect(await axe()).toEqual([])
  await page.getByLabel('姓名').fill('王芳')
  await page.getByLabel('账号').fill('wangfang')
  await page.getByLabel('密码（').fill(password)
  await page.getByRole('button', { name: '设好并登录' }).click()
  await page.getByText('王芳 · 负责人').waitFor()

  await page.goto(`${world.base}/admin/_parts`)
  await settled(page)
  await page.getByLabel('写到一半的内容').fill('双12会员日，满 200 减 50')
  await page.context().clearCookies()
  await page.reload()
  await settled(page)
  expect(new URL(page.url()).pathname).toBe('/admin/login')

  await page.getByLabel('账号').fill('wangfang')
  await page.getByLabel('密码', { exact: true }).fill('记错了的一把钥匙')
  await page.getByRole('button', { name: '用密码登录' }).click()
  await page.getByText('登录名或密码不对').waitFor()
  expect(await axe()).toEqual([])

  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '用密码登录' }).click()
  await page.waitForURL('**/admin/_parts')
  expect(await page.getByLabel('写到一半的内容').inputValue()).toBe('双12会员日，满 200 减 50')
  expect(faults).toEqual([])
  await close()
})

it('by a link that was used says so', async () => {
  const { page, close } = await world.openPage(null, '/welcome?code=gone')
  await page.getByText('链接已经用过或已过期').waitFor()
  await close()
})
