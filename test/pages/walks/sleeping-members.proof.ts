import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Person } from '../../../sandbox/contract.ts'
import type { OpenedPage } from '../browser.ts'
import { settled } from '../browser.ts'
import { flowHand, newFlow } from '../flow-hand.ts'
import { type PageWorld, pageWorld } from '../page-world.ts'

vi.setConfig({ testTimeout: 400_000, hookTimeout: 300_000 })

const hour = 3_600_000
/** So many that a tenth of them is somebody: nobody, once in five hundred runs. */
const members = 60
/** Never agreed to marketing. */
const shy = 7

/** Nothing of the starter templates is left in them: those go out on a stage only. */
const messages = [
  {
    message: 'come-back-coupon',
    name: '老会员回归券',
    purpose: 'marketing',
    prefer: ['sms'],
    variables: {
      nickname: { from: 'customer.nickname', default: '您好' },
      product: { from: 'customer.traits.lastProductName', default: '心仪好物' },
    },
    sms: {
      text: '{{nickname}}，您买过的{{product}}有新优惠，满200减50专属券已到账，14天内有效 拒收请回复R',
      templates: { aliyun: 'SMS_204711' },
      params: { name: 'nickname', product: 'product' },
    },
  },
  {
    message: 'tell-us',
    name: '请您评价',
    purpose: 'marketing',
    prefer: ['email'],
    variables: { nickname: { from: 'customer.nickname', default: '朋友' } },
    email: {
      subject: '{{nickname}}，用得怎么样？',
      html: '<p>{{nickname}}，您好：回复这封信就好。</p>',
      text: '{{nickname}}，您好：回复这封信就好。',
    },
  },
]
const smsTemplates = {
  SMS_204711: {
    type: 'marketing',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as the platform writes it
    text: '${name}，您买过的${product}有新优惠，满200减50专属券已到账，14天内有效 拒收请回复R',
  },
} as const

let world: PageWorld
let marketer: OpenedPage
let flow = ''
const people: Person[] = []

/** Bought, looked around, and was not seen since: asleep on day 31. */
beforeAll(async () => {
  world = await pageWorld({ journeys: [], definitions: messages, smsTemplates })
  await world.moveTo(world.at(0, '10:00'))
  for (let n = 0; n < members; n += 1) {
    const person = await world.somebody({ email: true })
    people.push(person)
    await world.sandbox.openMiniprogram({ person: person.name })
    const agreed = n !== shy
    await world.lead(person, { loggedIn: true, consentSms: agreed, consentEmail: agreed })
    await world.sandbox.shopEvent({
      id: `paid-${n}`,
      type: 'order.paid',
      person: person.name,
      at: world.clock.now().toISOString(),
      orderId: `order-${n}`,
      amountFen: 29_900,
      productName: '保湿精华',
    })
  }
  await world.moveTo(world.at(29, '10:00'))
  marketer = await world.openPage('marketer', '/journeys')
})
afterAll(async () => {
  expect(marketer?.faults).toEqual([])
  await world?.close()
})

const runs = async () =>
  (await Promise.all(people.map((person) => world.runsOf(person))))
    .flat()
    .filter(({ journeyId }) => journeyId === flow)
/** Has people moved as was published, and sees all of them there. */
const everybodyOn = (version: number) =>
  expect
    .poll(
      async () => {
        await world.kelu.jobs.sweepNow()
        return [...new Set((await runs()).map(({ versionId }) => versionId))]
      },
      { timeout: 60_000, interval: 500 },
    )
    .toEqual([`${flow}@${version}`])
const texts = async () => (await Promise.all(people.map((person) => world.textsTo(person)))).flat()
const tab = async (name: string) => {
  await marketer.page.getByRole('link', { name, exact: true }).click()
  await settled(marketer.page)
}

describe('M5, by a marketer, from nothing to rolled back', () => {
  it('is built with the mouse, with two faults that are said and mended', async () => {
    const { page } = marketer
    const { drawer, press, tick, choose, write, pick, add } = flowHand(page)
    await newFlow(page, '沉睡会员唤醒')
    flow = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.locator('[data-step="@entry"]').click()
    await pick('什么时候开始', '客户进入人群包')
    await pick('人群包', '沉睡会员')
    await choose('隔一段时间可以再进')
    await press('加一件事')

    await add('「触发条件」之后', /^发券/, '发专属券')
    await drawer.getByText('还没选').first().waitFor()
    await pick('券批次', '沉睡会员专属券 满200减50')

    await add('「发专属券」之后', /^发送消息/, '唤醒短信')
    await pick('素材', '老会员回归券')
    await tick('邮件')
    await drawer.getByText('勾选了邮件，但素材「老会员回归券」没有邮件内容').first().waitFor()
    await press('不勾邮件')
    await tick('短信')
    await choose('顺延到下一天')

    await add('「唤醒短信」之后', /^判断/, '三天内回到小程序？')
    await pick('等客户做什么', '进入小程序')
    await add('「三天内回到小程序？」的「是」上', /^打标签/, '标记高意向')
    await write('打上', '高意向')
    await add('「标记高意向」之后', /^跟进待办/, '销售跟进')
    await write('标题', '收到专属券后回到小程序')
    await add('「三天内回到小程序？」的「否」上', /^发送消息/, '用户评价征集')
    await pick('素材', '请您评价')
    await tick('邮件')
    await page.getByText('处要改，改好才能发布').waitFor({ state: 'hidden' })
    await page.getByText('已保存').waitFor()
  })

  it('shows what a real customer will read', async () => {
    const { page } = marketer
    await page.getByRole('button', { name: '看全图' }).click()
    await page.locator('[data-step=send]').click()
    const drawer = page.locator('.drawer')
    const names = people.map(({ nickname }) => nickname)
    await drawer.getByText('没有值的人').waitFor()
    await expect
      .poll(async () => {
        const read = await drawer.innerText()
        return names.some((name) => read.includes(name)) && read.includes('保湿精华')
      })
      .toBe(true)
    expect(await marketer.axe()).toEqual([])
  })

  it('is tested, and what it would do is seen before', async () => {
    const { page } = marketer
    await tab('测试')
    await page.getByRole('button', { name: /^测试/ }).click()
    await page
      .getByText(/测试了/)
      .first()
      .waitFor()
    await tab('预演')
    await page.getByRole('button', { name: '开始预演' }).click()
    await page.getByText('走一遍第').waitFor()
  })

  it('is published for a tenth of the people, who enter the morning they are asleep', async () => {
    const { page } = marketer
    await tab('版本')
    await page.getByRole('spinbutton', { name: '灰度百分之几' }).fill('10')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: '发布，新人 10%' }).click()
    await page.getByText('灰度 10%').first().waitFor()
    await world.moveTo(world.at(32, '10:00'))
    const entered = (await runs()).length
    expect(entered).toBeGreaterThan(0)
    expect(entered).toBeLessThan(members / 2)
    await tab('运行')
    await page.locator('[data-step=wait-for]').getByText(`${entered} 人`).first().waitFor()
    expect(await texts()).toHaveLength(entered)
  })

  it('is widened to everybody who is asleep, each of whom enters once', async () => {
    const { page } = marketer
    await tab('版本')
    await page.getByRole('radio', { name: /^全部用|^全部走|^推广|^转正/ }).check()
    await page.getByText(/现在就进入/).click()
    await page
      .getByRole('button', { name: /^(推广|全部|发布)/ })
      .last()
      .click()
    await page.getByText('运行中 · 第 1 版').waitFor()
    await world.pass(2 * hour)
    const all = await runs()
    expect(all).toHaveLength(members)
    expect(new Set(all.map(({ customerId }) => customerId)).size).toBe(members)
    // One of them never agreed, and got no text.
    expect(await texts()).toHaveLength(members - 1)
  })

  it('says why the one who got nothing got nothing', async () => {
    const { _id } = await world.customerOf(people[shy] as Person)
    const { page, axe, faults, close } = await world.openPage('marketer', `/customers/${_id}`)
    await page
      .getByText(/未同意|没有同意|没同意/)
      .first()
      .waitFor()
    expect(await axe()).toEqual([])
    expect(faults).toEqual([])
    await close()
  })

  it('waits longer from the next version on, with everybody inside taken along, and is rolled back', async () => {
    const { page } = marketer
    await tab('编辑')
    await page.locator('[data-step=wait-for]').click()
    const days = page.locator('.drawer').getByRole('spinbutton', { name: /最多等|等多久/ })
    await days.fill('5')
    await page.keyboard.press('Tab')
    await page.getByText('已保存').waitFor()
    await tab('版本')
    const changed = page.locator('.step', { has: page.locator('[data-step=wait-for]') })
    await changed.getByText('5 天内', { exact: true }).waitFor()
    expect(await changed.locator('del').textContent()).toBe('3 天内')
    await page.getByText(`转到新版 ${members}`).waitFor()
    expect(await page.getByText('丢失 0').count()).toBe(1)
    expect(await marketer.axe()).toEqual([])
    await page.getByRole('button', { name: '发布第 2 版' }).click()
    await page.getByText('运行中 · 第 2 版').waitFor()
    await everybodyOn(2)

    await page.getByRole('button', { name: '退回第 1 版' }).last().click()
    await page.getByRole('dialog').getByRole('button', { name: '退回第 1 版' }).click()
    await page.getByText('运行中 · 第 3 版').waitFor()
    await everybodyOn(3)
  })

  it('goes on as it was meant: back in the mini-program makes a task, silence an e-mail', async () => {
    const back = people[0] as Person
    await world.sandbox.openMiniprogram({ person: back.name })
    await world.settle()
    expect(await world.tasksOf(back)).toMatchObject([{ title: '收到专属券后回到小程序' }])
    await world.moveTo(world.at(37, '10:00'))
    expect(await world.receivedBy(back, 'email')).toEqual([])
    expect(await world.receivedBy(people[1] as Person, 'email')).toHaveLength(1)
    expect((await runs()).filter(({ state }) => state === 'active')).toEqual([])
  })
})
