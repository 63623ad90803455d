import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuditLogStore } from '../../models/audit-log.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await pageWorld()
  const { customers } = world.kelu
  const at = (hoursAgo: number) => new Date(world.clock.now().getTime() - hoursAgo * 3_600_000)
  const people: [nickname: string, phone: string, owner: string][] = [
    ['郭晓彤', '13800002716', 'zhaoyi'],
    ['=1+1', '13900003827', 'hanmei'],
  ]
  for (const [n, [nickname, phone, owner]] of people.entries()) {
    const origin = { source: 'shop', at: at(99) }
    const person = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: String(n) }], origin)
    const change = {
      setProfile: { nickname, phone },
      setOwner: owner,
      addTags: [{ name: '送礼', kind: 'manual' as const }],
    }
    await customers.change(person, change, 'seed')
    const props = { orderId: `A${n}`, amountFen: 26_800, items: [{ name: '精华水', quantity: 2 }] }
    for (const name of n === 0 ? ['order.created', 'order.paid'] : ['order.created'])
      await customers.hear({
        ...{ _id: `seed:${n}:${name}`, customerId: person._id, name, at: at(9 - n), props, source: 'seed' },
      })
  }
})
afterAll(() => world?.close())

/** What comes when the open dialog is told to. */
async function taken(page: Page): Promise<{ name: string; lines: string[] }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: '导出' }).click(),
  ])
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  const text = await readFile(await file.path(), 'utf8')
  // Every cell is in quotes, so that Excel takes none for what it is not.
  const lines = text.trimEnd().split('\r\n')
  return { name: file.suggestedFilename(), lines: lines.map((line) => line.replaceAll('"', '')) }
}

async function ask(page: Page, reason: string) {
  await page.getByRole('button', { name: '导出', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('理由').fill(reason)
  return dialog
}

const lastDeed = async () =>
  (await createAuditLogStore(world.kelu.connection).list({ by: 'marketer', limit: 1 }))[0]

it.each(Object.values(widths))(
  '客户 leave as a file once somebody says why, with phones masked unless whole ones are asked for (%i px)',
  async (width) => {
    const { page, axe, faults, close } = await world.openPage('marketer', '/customers', width)
    await page.getByRole('link', { name: '郭晓彤' }).waitFor()
    const dialog = await ask(page, '')
    await dialog.getByRole('button', { name: '导出' }).click()
    await dialog.getByText('写明理由，至少 2 个字').waitFor()
    expect(await axe()).toEqual([])
    await dialog.getByLabel('理由').fill('会员月报')
    const masked = await taken(page)
    expect(masked.name).toMatch(/^客户 \d{4}-\d\d-\d\d\.csv$/)
    expect(masked.lines).toHaveLength(3)
    expect(masked.lines[0]).toMatch(/^\ufeff客旅客户号,手机号,/)
    expect(masked.lines.join('\n')).toMatch(/138\*{4}2716/)
    expect(masked.lines.join('\n')).not.toMatch(/13800002716|13900003827/)
    // No program takes a name for a formula.
    expect(masked.lines.join('\n')).toContain("'=1+1")

    await (await ask(page, '寄送礼品')).getByText('完整手机号').click()
    expect((await taken(page)).lines.join('\n')).toMatch(/\+?(86)?13800002716/)
    expect(await lastDeed()).toMatchObject({
      action: 'customers.exported',
      details: { reason: '寄送礼品', contact: 'clear' },
    })
    // Asked again they are masked again.
    const again = await ask(page, '再来一次')
    expect(await again.getByRole('radio', { name: '手机号打码' }).isChecked()).toBe(true)
    expect(faults).toEqual([])
    await close()
  },
)

it.each([
  ['标签', /^客户标签 /, 'customers.tags_exported'],
  ['优惠券', /^客户的券 /, 'customers.coupons_exported'],
])('%s of 客户 are a file of their own', async (label, name, action) => {
  const { page, faults, close } = await world.openPage('marketer', '/customers')
  await page.getByRole('link', { name: '郭晓彤' }).waitFor()
  const dialog = await ask(page, '核对')
  await dialog.getByText(label, { exact: true }).click()
  const { name: given, lines } = await taken(page)
  expect(given).toMatch(name)
  expect(lines[0]).toMatch(/^\ufeff客旅客户号,手机号,/)
  expect(await lastDeed()).toMatchObject({ action, details: { reason: '核对' } })
  expect(faults).toEqual([])
  await close()
})

it('a 店长 takes their own people alone, and is not offered whole phones', async () => {
  const { page, axe, faults, close } = await world.openPage('lead', '/customers')
  await page.getByRole('link', { name: '=1+1' }).waitFor()
  const dialog = await ask(page, '门店回访')
  expect(await dialog.getByText('完整手机号').count()).toBe(0)
  expect(await axe()).toEqual([])
  const { lines } = await taken(page)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain("'=1+1")
  expect(faults).toEqual([])
  await close()
})

it.each(Object.values(widths))(
  '财务 takes the 订单 the list shows, with phones masked (%i px)',
  async (width) => {
    const { page, axe, faults, close } = await world.openPage('finance', '/orders?state=paid', width)
    await page.getByRole('link', { name: 'A0' }).waitFor()
    const dialog = await ask(page, '月底对账')
    expect(await dialog.getByText('完整手机号').count()).toBe(0)
    expect(await axe()).toEqual([])
    const { name, lines } = await taken(page)
    expect(name).toMatch(/^订单 \d{4}-\d\d-\d\d\.csv$/)
    expect(lines[0]).toMatch(/^\ufeff订单号,/)
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^A0,.*138\*{4}2716.*,已付款,268\.00,/)])
    expect(faults).toEqual([])
    await close()
  },
)

it('a marketer takes 订单 with whole phones, and the reason is noted', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/orders')
  await page.getByRole('link', { name: 'A1' }).waitFor()
  await (await ask(page, '补寄赠品')).getByText('完整手机号').click()
  const { lines } = await taken(page)
  expect(lines).toHaveLength(3)
  expect(lines.join('\n')).toMatch(/13900003827/)
  expect(await lastDeed()).toMatchObject({
    action: 'orders.exported',
    details: { reason: '补寄赠品', contact: 'clear' },
  })
  expect(faults).toEqual([])
  await close()
})

it.each([
  ['editor', '/customers'],
  ['analyst', '/customers'],
] as const)('%s is not offered %s as a file', async (role, path) => {
  const { page, close } = await world.openPage(role, path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await page.getByRole('button', { name: '导出', exact: true }).count()).toBe(0)
  await close()
})
