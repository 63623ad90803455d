import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

const hour = 3_600_000
let world: PageWorld

beforeAll(async () => {
  world = await pageWorld()
  const [loyal, other] = [await world.somebody(), await world.somebody()]
  for (const { name } of [loyal, other]) await world.sandbox.scanAndAdd({ person: name, staff: 'lilei' })
  await world.sandbox.changeTagsInConsole({ act: 'make', group: '等级', tag: 'VIP' })
  await world.settle()
  await world.sandbox.editCustomer({ person: loyal.name, staff: 'lilei', addTags: ['VIP'] })
  await world.settle()
})
afterAll(() => world?.close())

it('a marketer sees the 标签组, sets who wins, has tags compared and deletes one Kelu made', async () => {
  for (const width of [widths.desk, widths.phone]) {
    const { page, axe, faults, close } = await world.openPage('marketer', '/settings/tagGroups', width)
    await page.getByText('等级').first().waitFor()
    await page.getByText('VIP').first().waitFor()
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  }
  const { page, axe, faults, close } = await world.openPage('marketer', '/settings/tagGroups')
  await page.getByRole('combobox', { name: '「等级」不一致时以谁为准' }).click({ force: true })
  await page.getByRole('option', { name: '以企业微信为准' }).click()
  const winsOf = async (name: string) =>
    (await world.kelu.tagSync.groups()).find((group) => group.name === name)?.wins
  await expect.poll(() => winsOf('等级')).toBe('wecom')
  await page.getByRole('button', { name: '现在对一次' }).click()
  await page.getByText('开始对标签').waitFor()
  await world.pass(1_000)
  const reported = async () => (await world.kelu.tagSync.reconciliation.standing()).report?.pairs
  await expect.poll(reported, { timeout: 60_000 }).toBe(2)
  await page.reload()
  await page.getByText(/看了\s*2\s*对好友/).waitFor()
  await page
    .getByRole('button', { name: /删掉标签来源/ })
    .first()
    .click()
  await page.getByRole('dialog').getByText('所有客户都不再有它').waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})

it('a marketer hands a member’s customers over with a sentence and sees how far it is', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/hand-overs')
  await page.getByText('还没有交接过').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '开始交接' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('combobox', { name: '谁的' }).click({ force: true })
  await page.getByRole('option', { name: /李雷/ }).click()
  await panel.getByText(/客户\s*2\s*位/).waitFor()
  await panel.getByRole('combobox', { name: '交给谁' }).click({ force: true })
  await page.getByRole('option', { name: /韩梅梅/ }).click()
  await page.keyboard.press('Escape')
  await panel.getByLabel('对客户说的话').fill('您好，以后由韩梅梅为您服务')
  expect([await axe(), faults]).toEqual([[], []])
  await panel.getByRole('button', { name: '开始交接' }).click()
  await page.getByText('开始交接了').waitFor()
  await world.settle()
  await close()

  await world.pass(25 * hour)
  for (const width of [widths.desk, widths.phone]) {
    const opened = await world.openPage('marketer', '/hand-overs', width)
    await opened.page.getByText(/完成，交接了\s*2\s*项/).waitFor()
    expect([await opened.axe(), opened.faults]).toEqual([[], []])
    await opened.close()
  }
})
