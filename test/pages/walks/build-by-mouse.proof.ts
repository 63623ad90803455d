import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { flowHand, newFlow, savedFlow } from '../flow-hand.ts'
import { type PageWorld, pageWorld } from '../page-world.ts'

vi.setConfig({ testTimeout: 400_000, hookTimeout: 300_000 })

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('the wake-up of sleeping members is built with the mouse, and says what was meant', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/journeys')
  const { drawer, press, tick, choose, write, pick, add } = flowHand(page)
  await newFlow(page, '唤醒老会员')

  await page.locator('[data-step="@entry"]').click()
  await drawer.getByText('还没选什么时候开始').waitFor()
  await pick('什么时候开始', '客户进入人群包')
  await pick('人群包', '沉睡会员')
  await choose('隔一段时间可以再进')
  await press('设一个目标')
  await pick('成果按什么计', '金额（分）')
  await press('加一件事')

  await add('「触发条件」之后', /^发券/, '发专属券')
  await pick('券批次', '沉睡会员专属券 满200减50')

  await add('「发专属券」之后', /^发送消息/, '唤醒消息')
  await pick('素材', '沉睡会员专属券')
  await tick('弹窗')
  await tick('短信')
  await choose('顺延到下一天')

  await add('「唤醒消息」之后', /^判断/, '三天内回到小程序？')
  await pick('等客户做什么', '进入小程序')

  await add('「三天内回到小程序？」的「是」上', /^分支/, '买过没有')
  await press(/^删掉第 1 条/)
  await press('加条件')
  await page.getByRole('menuitem', { name: '做过的事' }).click()
  await press('加条件')
  await page.getByRole('menuitem', { name: '标签' }).click()
  await pick('满足还是不满足', '没有', 1)
  await write('标签', '深度流失')

  await add('「买过没有」的「条件 1」上', /^打标签/, '标记高意向')
  await write('打上', '高意向')
  await add('「标记高意向」之后', /^跟进待办/, '销售跟进')
  await write('标题', '收到专属券后回到小程序')

  await add('「买过没有」的「其他」上', /^离开流程/)
  await write('原因', '没有买过')

  await add('「三天内回到小程序？」的「否」上', /^等一段时间/, '等到上午')
  await pick('哪一种', '一段时间，再等到某个时段')
  await drawer.getByLabel('等到客户当地的时段：从').fill('10:00')
  await drawer.getByLabel('等到客户当地的时段：到').fill('12:00')
  await add('「等到上午」之后', /^发送消息/, '用户评价征集')
  await pick('素材', '用户评价征集')
  await tick('邮件')

  await page.getByRole('button', { name: '看全图' }).click()
  await page.locator('[data-step=coupon]').click()
  await pick('券发完了去哪里', '等到上午')
  await page.getByText('处要改，改好才能发布').waitFor({ state: 'hidden' })

  expect(await savedFlow(page, world)).toMatchObject({
    name: '唤醒老会员',
    entry: { segment: 'sleeping-members', again: 'after 90 days' },
    goal: { event: 'order.paid', within: '30 days', value: 'amountFen' },
    exit: [{ event: 'order.paid' }],
    steps: {
      coupon: {
        name: '发专属券',
        coupon: { batch: 'wake-up-50' },
        next: 'send',
        usedUp: 'wait',
      },
      send: {
        name: '唤醒消息',
        send: {
          message: 'wake-up-coupon',
          channels: ['popup', 'sms'],
          whenCapped: 'next day',
        },
        next: 'wait-for',
      },
      'wait-for': {
        name: '三天内回到小程序？',
        waitFor: { event: 'miniprogram.entered', within: '3 days' },
        yes: 'branch',
        no: 'wait',
      },
      branch: {
        name: '买过没有',
        branch: [
          {
            when: {
              all: [{ event: 'order.paid', atLeast: 1, within: '90 days' }, { not: { tag: '深度流失' } }],
            },
            to: 'tag',
          },
          { otherwise: 'exit' },
        ],
      },
      tag: { name: '标记高意向', tag: { add: ['高意向'] }, next: 'task' },
      task: { name: '销售跟进', task: { title: '收到专属券后回到小程序' }, next: 'end' },
      exit: { exit: { reason: '没有买过' } },
      wait: { name: '等到上午', wait: { between: '10:00-12:00' }, next: 'send-2' },
      'send-2': {
        name: '用户评价征集',
        send: { message: 'review-request', channels: ['email'] },
        next: 'end',
      },
    },
  })
  // What a customer will see stands beside what is sent, also for whom nothing is known of.
  await page.locator('[data-step=send]').click()
  await drawer.getByText('没有值的人').waitFor()
  expect(await axe()).toEqual([])

  // What it says leads to where it is written.
  await drawer.getByRole('button', { name: '「沉睡会员专属券」', exact: true }).click()
  expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('素材')
  expect(faults).toEqual([])
  await close()
})
