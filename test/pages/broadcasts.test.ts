import { afterAll, beforeAll, expect, it } from 'vitest'
import { structureOf } from '../../domain/definitions/written-text.ts'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('a 群发 is planned from people to time, forecast, scheduled and watched', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/broadcasts')
  await page.getByRole('button', { name: '新建群发' }).first().click()
  await page.getByRole('combobox', { name: '人群包' }).click()
  await page.getByRole('option').first().click()
  expect(await axe()).toEqual([])

  await page.getByRole('button', { name: /^下一步/ }).click()
  await page.getByRole('combobox', { name: '素材', exact: true }).click()
  await page.getByRole('option').first().click()
  expect(await axe()).toEqual([])

  await page.getByRole('button', { name: /^下一步/ }).click()
  await page.getByText('预计收到，占选中的').waitFor()
  expect(await axe()).toEqual([])

  await page.getByRole('button', { name: /发送/ }).last().click()
  await page.getByRole('button', { name: /^定好/ }).click()
  await page.getByText('待发送').waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('its people may be chosen by conditions, counted while they are written', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/broadcasts')
  await page.getByRole('button', { name: '新建群发' }).first().click()
  await page.getByText('按条件选').click()
  await page.getByRole('button', { name: '加条件' }).click()
  await page.getByRole('menuitem', { name: '标签' }).click()
  await page.getByRole('textbox', { name: '标签' }).fill('会员')
  await page.getByRole('button', { name: '有标签 会员' }).waitFor()
  await page.getByText('现在').waitFor()
  expect(await axe()).toEqual([])
  await page.getByText('已保存').waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-2) ?? ''
  const saved = await world.kelu.drafts.read('journey', id)
  expect(structureOf(saved?.draft.text ?? '')).toMatchObject({ to: { tag: '会员' } })
  expect(faults).toEqual([])
  await close()
})

it('on a phone has its steps and no fault', async () => {
  const { axe, faults, close } = await world.openPage('marketer', '/broadcasts', widths.phone)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})
