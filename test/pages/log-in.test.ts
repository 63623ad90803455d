import { afterAll, beforeAll, expect, it } from 'vitest'
import { settled, widths } from './browser.ts'
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

it('of somebody who was invited is by the link they got, once, and lands where their role works', async () => {
  const owner = await world.openPage('owner', '/members')
  await owner.page.getByRole('button', { name: '邀请成员' }).click()
  await owner.page.getByLabel('登录名').fill('liuyang')
  await owner.page.getByLabel('姓名').fill('刘洋')
  await owner.page.getByRole('button', { name: '邀请，给链接' }).click()
  const link = await owner.page.getByLabel('一次性链接').inputValue()
  await owner.page.getByText('还没登录过').waitFor()

  const path = link.slice(link.indexOf('/welcome'))
  const { page, faults, axe, close } = await world.openPage(null, path, widths.phone)
  expect(await page.getByLabel('账号').inputValue()).toBe('liuyang')
  await page.getByLabel('密码（').fill('liuyang-liuyang')
  await page.getByRole('button', { name: '设好并登录' }).click()
  await page.getByText('密码太简单').waitFor()
  expect(await axe()).toEqual([])
  await page.getByLabel('密码（').fill(password)
  await page.getByRole('button', { name: '设好并登录' }).click()
  await page.waitForURL('**/admin/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  // What this role may see, and what it may not.
  const roleOf = await page.evaluate<string>(
    "fetch('/api/v1/me').then((me) => me.json()).then(({ role }) => role)",
  )
  const tabs = await page.getByRole('navigation').getByRole('link').allInnerTexts()
  expect([roleOf, tabs.some((tab) => /成员/.test(tab))]).toEqual(['marketer', false])
  await page.goto(`${world.base}/admin/members`)
  await page
    .getByText(/没有.*权限|看不到|负责人/)
    .first()
    .waitFor()

  // The link is used up; the password is not.
  const again = await world.openPage(null, path)
  await again.page.getByText('链接已经用过或已过期').waitFor()
  await again.page.goto(`${world.base}/admin/login`)
  await again.page.getByLabel('账号').fill('liuyang')
  await again.page.getByLabel('密码', { exact: true }).fill(password)
  await again.page.getByRole('button', { name: '用密码登录' }).click()
  await again.page.getByText('刘洋 · ').waitFor()
  expect([...faults, ...owner.faults, ...again.faults]).toEqual([])
  for (const opened of [owner, again]) await opened.close()
  await close()
})

it('by a link that was used says so', async () => {
  const { page, close } = await world.openPage(null, '/welcome?code=gone')
  await page.getByText('链接已经用过或已过期').waitFor()
  await close()
})
