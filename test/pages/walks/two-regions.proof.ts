import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createRetailStoreStore } from '../../../models/retail-stores.ts'
import type { Person } from '../../../sandbox/contract.ts'
import { staff as demoStaff } from '../../../sandbox/demo/people.ts'
import type { OpenedPage } from '../browser.ts'
import { settled, widths } from '../browser.ts'
import { type PageWorld, pageWorld } from '../page-world.ts'

vi.setConfig({ testTimeout: 400_000, hookTimeout: 300_000 })

const minute = 60_000
const news = {
  message: 'mid-autumn-news',
  name: '中秋节礼',
  purpose: 'marketing',
  prefer: ['wecom', 'sms'],
  variables: { nickname: { from: 'customer.nickname', default: '您好' } },
  wecom: { text: '中秋节礼到店了，欢迎来看看' },
  sms: {
    text: '{{nickname}}，中秋节礼到店了 拒收请回复R',
    templates: { aliyun: 'SMS_204713' },
    params: { name: 'nickname' },
  },
}
const smsTemplates = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as the platform writes it
  SMS_204713: { type: 'marketing', text: '${name}，中秋节礼到店了 拒收请回复R' },
} as const
const places = [
  {
    code: 'XH01',
    name: '西湖店',
    department: '门店一部',
    region: '华东',
    seller: 'hanmei',
    title: '华东客户',
  },
  {
    code: 'JJ01',
    name: '锦江店',
    department: '门店二部',
    region: '西南',
    seller: 'lilei',
    title: '西南客户',
  },
] as const
const staff = demoStaff.map((member) => ({
  ...member,
  department: places.find(({ seller }) => seller === member.userid)?.department ?? member.department,
}))
const segments = places.map(({ code, title, seller }) => ({
  segment: `of-${code.toLowerCase()}`,
  name: title,
  rule: { trait: 'owner', is: seller },
}))

let world: PageWorld
const people: Record<string, Person[]> = {}
const [east, west] = places

beforeAll(async () => {
  world = await pageWorld({ journeys: [], staff, definitions: [news, ...segments], smsTemplates })
  const stores = createRetailStoreStore(world.kelu.connection)
  for (const { code, name, department, region } of places)
    await stores.save({ _id: code, name, department, region })
  await world.moveTo(world.at(1, '08:30'))
  for (const { seller } of places) {
    people[seller] = []
    for (let n = 0; n < 4; n += 1) {
      const person = await world.somebody()
      people[seller].push(person)
      await world.sandbox.openMiniprogram({ person: person.name })
      await world.lead(person, { loggedIn: true, consentSms: true })
      await world.sandbox.scanAndAdd({ person: person.name, staff: seller })
      await world.settle()
    }
  }
})
afterAll(() => world?.close())

const textsOf = async (seller: string) =>
  (await Promise.all((people[seller] ?? []).map((person) => world.textsTo(person)))).map(
    ({ length }) => length,
  )
const gotInWecom = async () =>
  (await world.sandbox.deliveries({ kind: 'groupSend' })).map(({ receiver }) => receiver).sort()
const idsOf = (seller: string) => (people[seller] ?? []).map(({ externalUserid }) => externalUserid).sort()

/** Plans a 群发 for the people of one region, with a start and an end of its own. */
async function plan(opened: OpenedPage, place: (typeof places)[number], at: string, until: string) {
  const { page, axe } = opened
  await page.goto(`${world.base}/admin/broadcasts`)
  await page.getByRole('button', { name: '新建群发' }).first().click()
  await page.getByRole('textbox', { name: '群发叫什么' }).fill(`中秋 ${place.region}`)
  await page.getByRole('combobox', { name: '人群包' }).click()
  await page.getByRole('option', { name: place.title }).click()
  await page.getByRole('button', { name: /^下一步/ }).click()
  await page.getByRole('combobox', { name: '素材', exact: true }).click()
  await page.getByRole('option', { name: '中秋节礼' }).click()
  await page.getByRole('button', { name: /^下一步/ }).click()
  await page.getByText('预计收到，占选中的').waitFor()
  await page.getByRole('button', { name: /定时/ }).first().click()
  await page.getByLabel('日期和钟点').fill(`2026-03-03T${at}`)
  await page.getByLabel('导购最晚确认到').fill(until)
  await page.getByLabel('导购最晚确认到').press('Tab')
  await page
    .getByRole('button', { name: /预计|预估/ })
    .first()
    .click()
  const table = page.getByRole('table', { name: '各门店' })
  const row = table.getByRole('row', { name: place.name })
  await row.getByText(place.region).waitFor()
  await row.getByText(new RegExp(`${at}\\s*起，.*${until}\\s*截止`)).waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: /发送/ }).last().click()
  await page.getByRole('button', { name: /^定好/ }).click()
  await page.getByText('待发送').first().waitFor()
  await settled(page)
}

it('two regions are planned, each with its own time and end, and the forecast says per 门店 who is asked', async () => {
  const opened = await world.openPage('marketer', '/broadcasts')
  await plan(opened, east, '10:00', '12:00')
  await plan(opened, west, '14:00', '17:00')
  expect(opened.faults).toEqual([])
  await opened.close()
})

it('confirmations are followed as they come in, and nobody gets an SMS who got it in WeCom', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/broadcasts')
  await world.moveTo(world.at(1, '10:15'))
  await page
    .getByRole('link', { name: `中秋 ${east.region}` })
    .first()
    .click()
  const table = page.getByRole('table', { name: '等导购确认' })
  await table.getByText('等确认').waitFor()
  expect(await axe()).toEqual([])
  const tasks = await world.sandbox.groupSendsOf(east.seller)
  expect(tasks.map((task) => [...task.people].sort())).toEqual([idsOf(east.seller)])
  await world.sandbox.confirmGroupSend({ staff: east.seller, msgid: tasks[0]?.msgid ?? '' })
  // The salesperson's client is asked every five minutes, and the page asks by itself.
  await expect
    .poll(
      async () => {
        await world.pass(minute)
        return table.getByText('已确认').isVisible()
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBe(true)
  expect(await gotInWecom()).toEqual(idsOf(east.seller))
  expect(await textsOf(east.seller)).toEqual([0, 0, 0, 0])
  expect(faults).toEqual([])
  await close()
})

it('who is not confirmed by the end of their own window gets the SMS the same day, and the page says so', async () => {
  await world.moveTo(world.at(1, '16:55'))
  expect(await textsOf(west.seller)).toEqual([0, 0, 0, 0])
  await world.moveTo(world.at(1, '17:30'))
  expect(await textsOf(west.seller)).toEqual([1, 1, 1, 1])
  expect(await gotInWecom()).toEqual(idsOf(east.seller))
  for (const width of [widths.desk, widths.phone]) {
    const { page, axe, faults, close } = await world.openPage('marketer', '/broadcasts', width)
    await page
      .getByRole('link', { name: `中秋 ${west.region}` })
      .first()
      .click()
    await page.getByText('没确认').first().waitFor()
    await page.getByText('短信').first().waitFor()
    await settled(page)
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  }
})
