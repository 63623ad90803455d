import { afterAll, beforeAll, expect, it } from 'vitest'
import { put } from '../../admin/src/pages/journeys/graph/written.ts'
import { structureOf } from '../../domain/definitions/written-text.ts'
import type { Run } from '../../models/run.ts'
import { aRun } from '../testing/a-run.ts'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

const wake = '/journeys/wake-sleeping-members'

it.each(Object.entries(widths))(
  'the table and a flow are shown without a fault on a %s',
  async (_, width) => {
    const { page, axe, faults, follow, close } = await world.openPage('marketer', '/journeys', width)
    await page.getByText('沉睡会员唤醒').first().waitFor()
    expect(await axe()).toEqual([])
    await follow(wake)
    await page.getByText('三天内回到小程序？').first().waitFor()
    expect(await axe()).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
)

it('a step is put on a way by keyboard, filled in, kept on the server, taken back and published', async () => {
  const { page, faults, axe, close } = await world.openPage('marketer', wake)
  await page.getByRole('button', { name: '在「唤醒短信」之后加一步' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: '找步骤或素材' }).fill('标签')
  expect(await axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText('处要改，改好才能发布').first().waitFor()
  expect(await axe()).toEqual([])
  const tags = page.getByRole('textbox', { name: '打上' })
  await tags.fill('唤醒过')
  await tags.press('Enter')
  await page.getByText('处要改，改好才能发布').first().waitFor({ state: 'hidden' })
  await page.getByText('已保存').waitFor()
  // Esc leads back to the step; taken away and back it is there again.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: '删除 1 步' }).click()
  await page.locator('[data-step=tag]').waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+z')
  await page.locator('[data-step=tag]').waitFor()
  await page.getByText('已保存').waitFor()
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('button', { name: '发布第 2 版', disabled: false }).waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByText('运行中 · 第 2 版').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('what was written is there again after a reload', async () => {
  const { page, close } = await world.openPage('marketer', '/journeys')
  await page.getByRole('button', { name: '新建流程' }).click()
  await page.getByText('空白').click()
  await page.getByLabel('流程名称').fill('新会员欢迎')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByRole('button', { name: /^触发条件，/ }).click()
  await page.getByRole('combobox', { name: '什么时候开始' }).press('Enter')
  await page.getByRole('option', { name: '客户做了一件事' }).click()
  await page.getByText('已保存').waitFor()
  await page.reload()
  await settled(page)
  await page.getByRole('button', { name: /^触发条件，购买/ }).waitFor()
  await close()
})

it('the conditions of a step are a tree whose sentence opens them; what it cannot show is kept as text', async () => {
  const strange = { not: { not: { tag: '员工' } } }
  const structure = {
    journey: 'by-tree',
    name: '按条件分',
    entry: { event: 'order.paid', where: { prop: 'amountFen', atLeast: 20_000 } },
    steps: {
      look: {
        branch: [
          { when: { all: [{ tag: '会员' }, { entry: 'amountFen', atLeast: 100 }] }, to: 'mark' },
          { when: strange, to: 'mark' },
          { otherwise: 'end' },
        ],
      },
      mark: { tag: { add: ['看过'] }, next: 'end' },
    },
  }
  const editor = { session: 'seed-session', by: '周敏' }
  const { drafts } = world.kelu
  await drafts.open('journey', 'by-tree', editor)
  await drafts.save('journey', 'by-tree', { editor, text: JSON.stringify(structure) })
  const { page, axe, faults, close } = await world.openPage('owner', '/journeys/by-tree')
  await page.getByRole('button', { name: '接着改' }).click()
  await page.locator('[data-step=look]').click()
  await page.getByRole('button', { name: '进入时的金额（分）不低于 100', exact: true }).click()
  await page.locator('.entry--open').getByLabel('数字').fill('300')
  await page.getByText('这个条件表单里写不全').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '进入时的金额（分）不低于 300', exact: true }).waitFor()
  await page.getByRole('button', { name: '看文本' }).click()
  expect(await page.getByRole('textbox', { name: '条件（按写法填）' }).first().inputValue()).toContain('300')
  await page.getByText('已保存').waitFor()
  const saved = await drafts.read('journey', 'by-tree')
  expect(structureOf(saved?.draft.text ?? '')).toEqual(
    put(structure, ['steps', 'look', 'branch', 0, 'when', 'all', 1, 'atLeast'], 300),
  )
  expect(faults).toEqual([])
  await close()
})

it('a live flow shows at its steps who stands there, and in the drawer what became of those before', async () => {
  const { customers, connection } = world.kelu
  const at = new Date()
  for (const n of [1, 2]) {
    const phone = { kind: 'phone', value: `+8613900000${n}00`, verified: true } as const
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
  const { page, axe, faults, close } = await world.openPage('marketer', wake)
  const there = page.getByRole('link', { name: '三天内回到小程序？：现在 2 人停在这里，看是谁' })
  // Figures of a moment ago are told until the next look at them.
  await there.waitFor()
  await page.locator('[data-step=came-back]').click()
  await page.locator('.drawer').getByText('现在').waitFor()
  expect(await page.locator('.drawer .figures').textContent()).toMatch(
    /到这一步\s*2\s*人.*现在\s*2\s*人\s*停在这里/,
  )
  expect(await axe()).toEqual([])
  await there.click()
  // There the people are listed at once.
  await page.getByText('2 人停在这里').waitFor()
  expect(faults).toEqual([])
  await close()
})

it.each(Object.entries(widths))('flows are cards with their trend as well on a %s', async (_, width) => {
  const { page, axe, faults, close } = await world.openPage('analyst', '/journeys', width)
  await page.getByText('卡片', { exact: true }).click()
  await page.getByRole('img', { name: /^沉睡会员唤醒每天进入的人，近 30 天，最多一天 \d+.人$/ }).waitFor()
  expect(await axe()).toEqual([])
  // Whoever comes back finds it as it was left.
  await page.reload()
  await page.getByRole('img', { name: /^沉睡会员唤醒每天进入的人/ }).waitFor()
  expect(faults).toEqual([])
  await close()
})

it('what never reached the server is shown against the draft before it is used', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/journeys')
  await page.getByRole('button', { name: '新建流程' }).click()
  await page.getByText('空白').click()
  await page.getByLabel('流程名称').fill('留下的')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.locator('[data-step="@entry"]').waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const structure = {
    journey: id,
    name: '留下的',
    entry: { event: 'order.paid' },
    steps: { wait: { wait: '3 days', next: 'end' } },
  }
  // As the tab left it when the connection was gone, on a draft that has changed since.
  const kept = { value: { structure }, stamp: 'of-before', at: new Date().toISOString() }
  const [key, copy] = [`kelu:unsaved:journey:${id}`, JSON.stringify(kept)].map((text) => JSON.stringify(text))
  await page.evaluate(`localStorage.setItem(${key}, ${copy})`)
  await page.reload()
  await page.getByRole('button', { name: '看差在哪' }).click()
  const panel = page.getByRole('dialog', { name: '没进草稿的改动' })
  await panel.getByText('这台电脑上的').waitFor()
  await panel.getByRole('button', { name: '看差在哪' }).click()
  await panel.getByText('等 3 天').waitFor()
  expect(await axe()).toEqual([])
  await panel.getByRole('button', { name: '用这份' }).click()
  await page.locator('[data-step=wait]').waitFor()
  await page.getByText('已保存').waitFor()
  expect(structureOf((await world.kelu.drafts.read('journey', id))?.draft.text ?? '')).toMatchObject({
    entry: { event: 'order.paid' },
    steps: { wait: { wait: '3 days' } },
  })
  expect(faults).toEqual([])
  await close()
})
