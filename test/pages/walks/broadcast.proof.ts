import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Person } from '../../../sandbox/contract.ts'
import { settled } from '../browser.ts'
import { type PageWorld, pageWorld } from '../page-world.ts'

vi.setConfig({ testTimeout: 400_000, hookTimeout: 300_000 })

const minute = 60_000
const news = {
  message: 'autumn-news',
  name: '秋季上新',
  purpose: 'marketing',
  prefer: ['sms'],
  variables: { nickname: { from: 'customer.nickname', default: '您好' } },
  sms: {
    text: '{{nickname}}，秋季新品到店了，会员先看 拒收请回复R',
    templates: { aliyun: 'SMS_204712' },
    params: { name: 'nickname' },
  },
}
const smsTemplates = {
  SMS_204712: {
    type: 'marketing',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as the platform writes it
    text: '${name}，秋季新品到店了，会员先看 拒收请回复R',
  },
} as const
const everybody = {
  segment: 'form-leads',
  name: '留过资料的人',
  rule: { event: 'lead.submitted', atLeast: 1 },
}

let world: PageWorld
const people: Person[] = []
beforeAll(async () => {
  world = await pageWorld({ journeys: [], definitions: [news, everybody], smsTemplates })
  await world.moveTo(world.at(1, '09:00'))
  for (let n = 0; n < 8; n += 1) {
    const person = await world.somebody()
    people.push(person)
    await world.lead(person)
  }
  await world.settle()
})
afterAll(() => world?.close())

const texts = async () => (await Promise.all(people.map((person) => world.textsTo(person)))).flat()

it('a 群发 to many needs a second person from the moment the marketer says so in 设置', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/settings/review')
  const limit = page.getByRole('spinbutton').first()
  await limit.fill('5')
  await limit.press('Tab')
  await page.getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByText('使用中 · 第 2 版').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('is planned from people to time, sent for review, and approved by the owner', async () => {
  const owner = await world.openPage('owner', '/approvals')
  const { page, axe, faults, close } = await world.openPage('marketer', '/broadcasts')
  await page.getByRole('button', { name: '新建群发' }).first().click()
  await page.getByRole('textbox', { name: '群发叫什么' }).fill('秋季上新通知')
  await page.getByRole('combobox', { name: '人群包' }).click()
  await page.getByRole('option', { name: '留过资料的人' }).click()
  await page.getByRole('button', { name: /^下一步/ }).click()
  await page.getByRole('combobox', { name: '素材', exact: true }).click()
  await page.getByRole('option', { name: '秋季上新' }).click()
  await page.getByRole('button', { name: /^下一步/ }).click()
  await page.getByText('预计收到，占选中的').waitFor()
  await page.getByRole('button', { name: /定时/ }).first().click()
  await page.getByLabel('日期和钟点').fill('2026-03-03T10:00')
  await page.getByRole('button', { name: /发送/ }).last().click()
  await page.getByText('王芳可以复核').first().waitFor()
  expect(await axe()).toEqual([])
  await page.getByLabel('给复核的人的话').fill('门店都备好货了')
  await page.getByRole('button', { name: '提交复核' }).click()
  await page.getByText('等复核').first().waitFor()

  await owner.page.getByRole('button', { name: /秋季上新通知/ }).click()
  await owner.page.getByText('门店都备好货了').last().waitFor()
  await owner.page.getByRole('button', { name: /^同意并发布/ }).click()
  await page.getByText('待发送').first().waitFor()
  expect([...faults, ...owner.faults]).toEqual([])
  await owner.close()
  await close()
})

it('waits while all marketing is held, and goes out once to each when it goes on', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/broadcasts')
  await page.getByRole('button', { name: '全部暂停营销' }).click()
  await page.getByLabel('原因（记入操作记录）').fill('新品价格写错了')
  await page.getByRole('button', { name: '全部暂停', exact: true }).click()
  await page.getByRole('button', { name: '恢复营销' }).waitFor()
  await world.moveTo(world.at(1, '10:30'))
  expect(await texts()).toEqual([])

  await page.getByRole('button', { name: '恢复营销' }).click()
  await page.getByLabel('原因（记入操作记录）').fill('价格改好了')
  await page.getByRole('dialog').getByRole('button', { name: '恢复营销' }).click()
  await page.getByRole('button', { name: '全部暂停营销' }).waitFor()
  // Within two seconds of real time every process acts on it.
  await expect
    .poll(
      async () => {
        await world.pass(minute)
        return (await texts()).length
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(people.length)
  await world.pass(30 * minute)
  const got = await Promise.all(people.map((person) => world.textsTo(person)))
  expect(got.map((one) => one.length)).toEqual(people.map(() => 1))

  await page.getByRole('link', { name: '秋季上新通知' }).first().click()
  await settled(page)
  await page.getByText('已发完').first().waitFor()
  expect(faults).toEqual([])
  await close()
})
