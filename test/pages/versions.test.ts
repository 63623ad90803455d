import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Run } from '../../models/run.ts'
import { aRun } from '../testing/a-run.ts'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

const journeyId = 'wake-sleeping-members'
const wake = `/journeys/${journeyId}`
const versions = `${wake}/versions`

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
  const { customers, connection } = world.kelu
  const at = new Date(world.clock.now().getTime() - 3_600_000)
  const standing = ['came-back', 'came-back', 'came-back', 'invite', 'invite']
  for (const [n, stepId] of standing.entries()) {
    const phone = { kind: 'phone', value: `+8613800000${n}00`, verified: true } as const
    const { _id } = await customers.getOrCreate([phone], { source: 'lead', at })
    const run = aRun(`${journeyId}:${_id}:1`, at, {
      journeyId,
      versionId: `${journeyId}@1`,
      customerId: _id,
      stepId,
      dueAt: new Date(at.getTime() + 86_400_000),
    })
    await connection.collection<Run>('runs').insertOne(run)
  }
})
afterAll(() => world?.close())

/** Writes into the draft what a page would, and hands back. */
async function write(
  page: Page,
  of: { kind: string; id: string },
  change: [old: string, now: string],
): Promise<void> {
  const [old, now] = change.map((text) => JSON.stringify(text))
  await page.evaluate(`(async () => {
    const path = '/api/v1/definitions/${of.kind}/${of.id}/draft'
    const send = (method, body) => fetch(path, {
      method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    }).then((answer) => answer.json())
    const session = 'another-page-of-theirs'
    const { draft } = await send('POST', { session })
    await send('PUT', { session, text: draft.text.replace(${old}, ${now}) })
  })()`)
}
const flow = { kind: 'journey', id: journeyId }

const runs = () => world.kelu.connection.collection<Run>('runs')
/** Has people moved as was published, and sees so many on a version, or at a step of it. */
async function standing(people: number, on: { version: number; stepId?: string }): Promise<void> {
  const { version, stepId } = on
  const there = { versionId: `${journeyId}@${version}`, state: 'active' as const, ...(stepId && { stepId }) }
  await expect
    .poll(
      async () => {
        await world.kelu.jobs.sweepNow()
        return runs().countDocuments(there)
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(people)
}

/** Chooses in a list by keyboard alone. */
async function choose(page: Page, list: string, option: string): Promise<void> {
  const box = page.getByRole('combobox', { name: list })
  await box.focus()
  await page.keyboard.press('Enter')
  const wanted = page.getByRole('option', { name: option })
  await wanted.waitFor()
  for (let tries = 0; tries < 12; tries += 1) {
    await page.keyboard.press('ArrowDown')
    const at = await box.getAttribute('aria-activedescendant')
    if (at && (await wanted.getAttribute('id')) === at) break
  }
  await page.keyboard.press('Enter')
}

it('a longer wait is seen on the picture, and as a list; who is inside is asked step by step', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', wake)
  await write(page, flow, ['within: 3 days', 'within: 5 days'])
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('heading', { name: '发布第 2 版' }).waitFor()
  const step = page.locator('.step', { has: page.locator('[data-step=came-back]') })
  await step.getByText('5 天内', { exact: true }).waitFor()
  expect(await step.locator('del').textContent()).toBe('3 天内')
  await page.getByText('改了 1 处').waitFor()
  await page.getByText('尚未测试').waitFor()
  await page.getByText('转到新版 5').waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  await page.getByText('文字', { exact: true }).click()
  await page.getByText('5 天内客户进入小程序').first().waitFor()
  await choose(page, '「唤醒短信」的 2 人', '留在第 1 版走完')
  await page.getByText('留在原来的 2').waitFor()
  expect(await page.getByText('丢失 0').count()).toBe(1)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('on a phone it is a list to look at', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', versions, widths.phone)
  await page.getByText('改了 1 处').waitFor()
  await page.getByText('发布要在电脑上').waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('it goes to a tenth of the new people, and of those inside to whom it was chosen for; then to more, then back', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', versions)
  await page.getByRole('spinbutton', { name: '灰度百分之几' }).fill('10')
  await page.keyboard.press('Tab')
  await page.getByText('留在原来的 5').waitFor()
  await choose(page, '「三天内回到小程序？」的 3 人', '转到新版')
  await page.getByText('转到新版 3').waitFor()
  await page.getByRole('button', { name: '发布，新人 10%' }).click()
  await page.getByText('灰度 10% · 第 1 版').waitFor()
  await page.getByRole('button', { name: '收回灰度' }).waitFor()
  expect(await axe()).toEqual([])
  await standing(3, { version: 2, stepId: 'came-back' })
  await standing(2, { version: 1, stepId: 'invite' })

  await page.getByRole('spinbutton', { name: '放量到百分之几' }).fill('40')
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: '放量到 40%' }).click()
  await page.getByText('灰度 40% · 第 1 版').waitFor()
  expect(await axe()).toEqual([])

  await page.getByRole('radio', { name: /^收回/ }).check()
  await page.getByText('转到第 1 版 3').waitFor()
  await page.getByRole('button', { name: '收回第 2 版' }).click()
  await page.getByText('运行中 · 第 1 版').waitFor()
  await standing(5, { version: 1 })
  expect(faults).toEqual([])
  await close()
})

it('published to everybody, the way back is there for a minute, and later among all versions', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', wake)
  await write(page, flow, ['within: 3 days', 'within: 7 days'])
  await page.getByRole('link', { name: '版本', exact: true }).click()
  // The page has heard of it by the live stream before it has its own answer.
  await page.route('**/publish', async (route) => {
    const response = await route.fetch()
    await page.getByText('没有要发布的').waitFor()
    await route.fulfill({ response })
  })
  await page.getByRole('button', { name: '发布第 3 版' }).click()
  await page.getByText('第 3 版已发布').waitFor()
  await page.getByText('运行中 · 第 3 版').waitFor()
  await standing(5, { version: 3 })
  await page.getByRole('button', { name: '退回第 1 版' }).last().click()
  await page.getByText('发布时转过来的，退回原来的步骤').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '先不退' }).click()

  await page.getByRole('button', { name: /^历史版本/ }).click()
  await page.getByRole('dialog', { name: '历史版本' }).getByRole('button', { name: '退回第 1 版' }).click()
  await page.getByRole('dialog', { name: '退回第 1 版' }).getByRole('button', { name: '退回第 1 版' }).click()
  await page.getByText('运行中 · 第 4 版').waitFor()
  await standing(5, { version: 4 })
  await settled(page)
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('what a rule wants a second person for is asked for, sent back with a reason, asked for anew and approved', async () => {
  const owner = await world.openPage('owner', '/approvals')
  // The flow gives coupons of 50 yuan.
  await write(owner.page, { kind: 'settings', id: 'company' }, [
    'settings: company',
    'settings: company\nreview: { couponFen: 1000 }',
  ])
  await owner.page.evaluate(`fetch('/api/v1/definitions/settings/company/publish', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
  }).then((answer) => { if (!answer.ok) throw new Error(String(answer.status)) })`)
  const { page, axe, faults, close } = await world.openPage('marketer', wake)
  await write(page, flow, ['within: 3 days', 'within: 2 days'])
  await page.getByRole('link', { name: '版本', exact: true }).click()
  await page.getByText('王芳可以复核').first().waitFor()
  await page.getByLabel('给复核的人的话').fill('双12 前缩短')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '提交复核' }).click()
  await page.getByText('等复核：发布').waitFor()
  expect(await page.getByRole('button', { name: '提交复核' }).isDisabled()).toBe(true)
  expect(await axe()).toEqual([])

  await owner.page.getByRole('button', { name: /沉睡会员唤醒/ }).click()
  await owner.page.getByText('双12 前缩短').last().waitFor()
  await owner.page.getByRole('button', { name: '退回' }).click()
  await owner.page.getByLabel('要改什么').fill('两天太短')
  await owner.page.getByRole('button', { name: '退回', exact: true }).last().click()
  await page.getByText('王芳没有同意：两天太短').waitFor()
  const home = await world.openPage('marketer', '/')
  await home.page.getByText('王芳：两天太短').waitFor()
  await home.page.getByRole('link', { name: '去改' }).click()
  await home.page.getByText('王芳没有同意：两天太短').waitFor()
  await home.close()

  await page.getByRole('button', { name: '提交复核', disabled: false }).click()
  await page.getByText('等复核：发布').waitFor()
  await owner.page.getByRole('button', { name: /沉睡会员唤醒/ }).click()
  await owner.page.getByRole('button', { name: /^同意并发布/ }).click()
  await page.getByText('运行中 · 第 5 版').waitFor()
  expect([...faults, ...owner.faults]).toEqual([])
  await owner.close()
  await close()
})
