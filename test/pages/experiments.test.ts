import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Run } from '../../models/run.ts'
import { aRun } from '../testing/a-run.ts'
import { aTouch } from '../testing/a-touch.ts'
import { settled, widths } from './browser.ts'
import { flowHand, savedFlow } from './flow-hand.ts'
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

/** Who buys, buys within hours: three days are too long. */
const nurture = {
  journey: 'nurture-wait',
  name: '加好友后跟进',
  owner: '周敏',
  entry: { event: 'lead.submitted' },
  steps: {
    invite: { send: { message: 'review-request', channels: ['email'] }, next: 'bought' },
    bought: { name: '买了没有', waitFor: { event: 'order.paid', within: '3 days' }, yes: 'end', no: 'end' },
  },
}

const untouched = { ...journey, journey: 'nobody-ab', name: '还没人的' }

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld({ definitions: [journey, nurture, untouched] })
  await world.kelu.connection.collection('runs').insertMany(people(world.clock.now()) as never[])
})
afterAll(() => world?.close())

async function buyers(now: Date): Promise<void> {
  const ids = Array.from({ length: 60 }, (_, n) => `buyer-${n}`)
  const sentAt = new Date(now.getTime() - 10 * dayMs)
  const touches = ids.map((id) =>
    aTouch(`${id}:invite:1`, sentAt, {
      ...{ journeyId: 'nurture-wait', versionId: 'nurture-wait@1', stepId: 'invite' },
      ...{ runId: id, customerId: id },
    }),
  )
  const at = new Date(sentAt.getTime() + 3_600_000)
  const paid = ids.map((id) => ({
    ...{ _id: `paid:${id}`, customerId: id, name: 'order.paid', at, receivedAt: at, props: {} },
  }))
  const { connection } = world.kelu
  await connection.collection('touches').insertMany(touches as never[])
  await connection.collection('events').insertMany(paid as never[])
}

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

  // The next one begins from what won: its copy lies open, to be changed.
  await page.getByRole('button', { name: '照这个开下一个测试' }).click()
  const { drawer } = flowHand(page)
  await drawer.getByRole('heading', { name: '提前 5 天提醒（新试法）', level: 2 }).waitFor()
  const draft = await world.kelu.drafts.read('journey', 'repurchase-ab')
  expect(draft?.faults).toEqual([])
  expect(draft?.draft.text).toContain('which-2')
  await close()
})

it('a wait that is too long says so at its step, and one press puts the better length into the draft', async () => {
  await buyers(world.clock.now())
  const { page, axe, close } = await world.openPage('marketer', '/journeys/nurture-wait?step=bought')
  const { drawer, press } = flowHand(page)
  await drawer.getByText('现在等 3 天：60 人等到了，其中 60 人（100%）在 1 小时内').waitFor()
  await settled(page)
  expect(await axe()).toEqual([])
  await press('改成 1 小时')
  await drawer.getByRole('button', { name: '改成 1 小时' }).waitFor({ state: 'hidden' })
  expect(await savedFlow(page, world)).toMatchObject({ steps: { bought: { waitFor: { within: '1 hour' } } } })
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
