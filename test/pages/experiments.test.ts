import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Run } from '../../models/run.ts'
import { aRun } from '../testing/a-run.ts'
import { settled, widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

const dayMs = 86_400_000
const journey = {
  journey: 'repurchase-ab',
  name: '老用户复购',
  owner: '周敏',
  entry: { event: 'lead.submitted' },
  goal: { event: 'order.paid', within: '14 days', value: 'amountFen' },
  holdout: 10,
  steps: {
    which: {
      name: '回购提醒提前几天发',
      split: [
        { share: 50, to: 'late' },
        { share: 50, to: 'early' },
      ],
    },
    late: { name: '提前 3 天提醒', tag: { add: ['晚'] }, next: 'end' },
    early: { name: '提前 5 天提醒', tag: { add: ['早'] }, next: 'end' },
  },
}

const untouched = { ...journey, journey: 'nobody-ab', name: '还没人的' }

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld({ definitions: [journey, untouched] })
  await world.kelu.connection.collection('runs').insertMany(people(world.clock.now()) as never[])
})
afterAll(() => world?.close())

/** Of 40 days whose window is over: 14 late of whom 3 buy, 14 early of whom 7, and 3 held out. */
function people(now: Date): Run[] {
  const runs: Run[] = []
  const add = (id: string, day: number, more: Partial<Run>, buys: boolean) => {
    const at = new Date(now.getTime() - day * dayMs)
    const own = { journeyId: 'repurchase-ab', versionId: 'repurchase-ab@1', state: 'ended' } as const
    const goal = { goalMetAt: new Date(at.getTime() + dayMs), goalValueFen: 12_900 }
    runs.push(aRun(id, at, { ...own, ...more, ...(buys && goal) }))
  }
  for (let day = 15; day < 55; day += 1) {
    for (let n = 0; n < 14; n += 1) {
      add(`late-${day}-${n}`, day, { arms: { which: 'late' } }, n < 3)
      add(`early-${day}-${n}`, day, { arms: { which: 'early' } }, n < 7)
    }
    for (let n = 0; n < 3; n += 1)
      add(`held-${day}-${n}`, day, { arms: { which: 'late' }, holdout: true }, false)
  }
  return runs
}

it('nobody entered yet: it is said in words, and so is a test that is not there', async () => {
  const { page, axe, follow, close } = await world.openPage('marketer', '/experiments')
  await page.getByText('还没有人进来').first().waitFor()
  expect(await axe()).toEqual([])
  await follow('/experiments/nobody-ab/which')
  await page.getByText('还没有可画的').waitFor()
  expect(await page.getByText(/NaN|Infinity|undefined/).count()).toBe(0)
  await follow('/experiments/nothing/_holdout')
  await page.getByText('没有找到这个测试').first().waitFor()
  await close()
})

it('a test is read from its verdict to its people, and new people are sent the better way with one press', async () => {
  const { page, axe, close } = await world.openPage('marketer', '/experiments')
  await page.getByText('提前 5 天提醒比提前 3 天提醒，多 133% 的人购买，可以信。').waitFor()
  await page.locator('a[href$="/experiments/repurchase-ab/which"]').click()
  await page.getByText('提前 5 天提醒比提前 3 天提醒，多 133% 的人购买，可以信。').waitFor()
  await page.getByText('21.4% → 50.0%').waitFor()
  await page.getByText('区间不再碰 0').waitFor()
  await page.getByText('两组都进').waitFor()
  await settled(page)
  expect(await axe()).toEqual([])

  // 280 of 560 bought: their names stand beside the figure.
  await page.getByRole('button', { name: '280' }).click()
  await page
    .getByRole('dialog', { name: '提前 5 天提醒：达成目标的人' })
    .getByRole('listitem')
    .first()
    .waitFor()
  expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(50)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: '新人都走 B' }).click()
  const dialog = page.getByRole('dialog', { name: '新人都走「提前 5 天提醒」？' })
  await dialog.getByText('空白对照组保留 10%').waitFor()
  await dialog.getByRole('button', { name: '发布' }).click()
  await page.getByText('第 2 版已发布').waitFor()
  await page.getByText('新人不再分组').waitFor()
  await close()
})

it.each([widths.phone, widths.desk])(
  'it is read at a width of %i, by who may not decide, too',
  async (width) => {
    const { page, axe, close } = await world.openPage('analyst', '/experiments/repurchase-ab/which', width)
    await page.getByText('可以信').waitFor()
    await settled(page)
    expect(await page.getByRole('button', { name: /都走/ }).count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await axe()).toEqual([])
    await close()
  },
)
