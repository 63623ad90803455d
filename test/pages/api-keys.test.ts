import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

/** What the API says to this key. */
async function askBy(key: string): Promise<[number, string | undefined]> {
  const answer = await fetch(`${world.base}/api/v1/customers/find`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '13800138000' }),
  })
  return [answer.status, ((await answer.json()) as { error?: { code: string } }).error?.code]
}

it('an owner lets a system in, hands its key over once, changes it and ends the old one', async () => {
  const { page, axe, faults } = await world.openPage('owner', '/api-keys')
  await page.getByText('还没有外部系统接进来').waitFor()
  await page.getByRole('button', { name: '接入系统' }).click()
  await page.getByPlaceholder('如：用友 ERP、门店收银').fill('收银')
  await page.getByText('查客户和原因').click()
  await page.getByPlaceholder('203.0.113.7 或 203.0.113.0/24').fill('收银台')
  await page.getByRole('button', { name: '接入，给密钥' }).click()
  await page.getByText('写成 203.0.113.7 或 203.0.113.0/24').first().waitFor()
  await page.getByPlaceholder('203.0.113.7 或 203.0.113.0/24').fill('127.0.0.1')
  await page.getByRole('button', { name: '接入，给密钥' }).click()
  const key = await page.getByLabel('密钥', { exact: true }).inputValue()
  expect(await askBy(key)).toEqual([404, 'customer.not_found'])
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '已经存好，关上' }).click()

  await page.getByRole('button', { name: '给收银换一把密钥' }).click()
  const shown = page.getByLabel('密钥', { exact: true })
  await expect.poll(() => shown.inputValue()).not.toBe(key)
  const next = await shown.inputValue()
  await page.getByRole('button', { name: '已经存好，关上' }).click()
  await page.getByText('两把都在用').waitFor()
  expect(await page.content()).not.toContain(key)

  await page.getByRole('button', { name: `停用 ${key.slice(0, 19)}` }).click()
  await page.getByRole('button', { name: '停用', exact: true }).last().click()
  await page.getByText('已停用').waitFor()
  expect(await askBy(key)).toEqual([401, 'key.revoked'])
  expect(await askBy(next)).toEqual([404, 'customer.not_found'])
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
})

it('fits a phone', async () => {
  const { page, axe, faults } = await world.openPage('owner', '/api-keys', widths.phone)
  await page.getByText('两把都在用').or(page.getByText('已停用')).first().waitFor()
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
})
