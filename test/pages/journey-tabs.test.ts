import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Run } from '../../models/run.ts'
import { aRun } from '../testing/a-run.ts'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
  const { customers, connection } = world.kelu
  const at = new Date()
  for (const n of [1, 2, 3]) {
    const phone = { kind: 'phone', value: `+8613800000${n}00`, verified: true } as const
    const { _id } = await customers.getOrCreate([phone], { source: 'lead', at })
    const run = aRun(`wake-sleeping-members:${_id}:1`, new Date(at.getTime() - n * 3_600_000), {
      journeyId: 'wake-sleeping-members',
      versionId: 'wake-sleeping-members@1',
      customerId: _id,
      stepId: 'came-back',
      visits: { 'came-back': 1 },
      dueAt: new Date(at.getTime() + n * 86_400_000),
    })
    await connection.collection<Run>('runs').insertOne(run)
  }
})
afterAll(() => world?.close())

const wake = '/journeys/wake-sleeping-members'

it('a step opens who stands there, and each of them the reason', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `${wake}/runs`)
  const step = page.locator('[data-step=came-back]')
  await step.getByText('3 人').waitFor()
  await step.click()
  await page.getByText('3 人停在这里').waitFor()
  await page.getByRole('button', { name: '等客户的动作' }).first().click()
  await page.getByText('对应设置').waitFor()
  expect(await page.getByRole('link', { name: '流程第 1 版的这一步' }).getAttribute('href')).toBe(
    `/admin${wake}?step=came-back`,
  )
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出' }).click()
  expect(await readFile(await (await saving).path(), 'utf8')).toMatch(/"没有昵称的客户","138\*+/)
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('a total below a step opens those behind it, and each of them the flow as it was for them', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `${wake}/runs`)
  await page.locator('[data-step="@entry"]').click()
  await page.getByText('整个流程 · 进入').waitFor()
  const person = page.getByRole('link', { name: '没有昵称的客户' }).first()
  await person.waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  await person.click()
  await page.getByText('「沉睡会员唤醒」按').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('stopping says what happens to whom and to what is queued; ending is red and stands apart', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `${wake}/runs`)
  await page.getByRole('button', { name: '停下' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('停在原地').waitFor()
  await dialog.getByText('全部走完').waitFor()
  await dialog.getByRole('radio', { name: /^结束/ }).check()
  await dialog.getByText('没有排队的消息').waitFor()
  await dialog.getByRole('button', { name: '结束 3 人' }).waitFor()
  expect(await axe()).toEqual([])
  await dialog.getByRole('link', { name: '看这 3 人停在哪里' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(faults).toEqual([])
  await close()
})

it('a forecast runs beside the page and is drawn on the flow', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `${wake}/simulation`)
  await page.getByRole('button', { name: '开始预演' }).click()
  await page.getByText('走一遍第').waitFor()
  await page.getByRole('heading', { name: '第 1 版实际' }).waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('every figure of a forecast opens its people', async () => {
  const { connection } = world.kelu
  const now = new Date('2026-03-02T01:00:00Z')
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const people = await connection.collection<{ _id: string }>('customers').find({}).toArray()
  for (const [n, { _id: customerId }] of people.entries()) {
    const set = { createdAt: ago(50), 'profile.registeredAt': ago(50), 'profile.nickname': `线索${n}` }
    await connection.collection<{ _id: string }>('customers').updateOne({ _id: customerId }, { $set: set })
    const lead = {
      _id: `lead:${n}`,
      customerId,
      name: 'lead.submitted',
      at: ago(20 + n),
      receivedAt: ago(20 + n),
    }
    await connection
      .collection<{ _id: string }>('events')
      .insertOne({ ...lead, source: 'lead', props: { form: 'whitepaper' } } as { _id: string })
  }
  const { page, axe, faults, close } = await world.openPage('marketer', '/journeys/lead-nurture/simulation')
  await page.getByRole('button', { name: '开始预演' }).click()
  await page.getByRole('button', { name: '3', exact: true }).first().waitFor()
  await page.locator('[data-step="@entry"]').click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText('3 人次，共 3 位').waitFor()
  for (const name of ['线索0', '线索1', '线索2']) await sheet.getByRole('link', { name }).waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('a version is tested in the background, and shows branch by branch what customers would see', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `${wake}/test`)
  await page.getByRole('button', { name: '测试第 1 版' }).click()
  await page.getByText('测试了第 1 版').waitFor()
  const branch = page.getByText('三天内回到小程序？是').first()
  await branch.waitFor()
  await page.getByText('满200减50专属券已到账').first().waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('on a phone the flow is a list, and its people a sheet', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', `${wake}/runs`, widths.phone)
  await page.getByText('3 人', { exact: true }).first().click()
  await page.getByText('3 人停在这里').waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})
