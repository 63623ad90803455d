import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Person } from '../../../sandbox/contract.ts'
import { widths } from '../browser.ts'
import { type PageWorld, pageWorld } from '../page-world.ts'

const minute = 60_000
const hour = 60 * minute

vi.setConfig({ testTimeout: 400_000, hookTimeout: 300_000 })

let world: PageWorld
let hot: Person
beforeAll(async () => {
  world = await pageWorld()
  await world.moveTo(world.at(1, '10:00'))
  hot = await world.hotCustomerOf('hanmei')
})
afterAll(() => world?.close())

describe('a hot customer nobody took up in time', () => {
  it('is given by the sales lead to a colleague, with the mouse', async () => {
    await world.pass(2 * hour + 12 * minute)
    const { page, faults, close } = await world.openPage('lead', '/tasks')
    await page.getByText('晚了 12 分').first().waitFor()
    await page.getByRole('button', { name: `把 ${hot.nickname} 的待办转给同事` }).click()
    const [, name] =
      /^转给(.+)$/.exec(await page.getByRole('button', { name: /^转给[^…]/ }).innerText()) ?? []
    expect(name).toBeTruthy()
    await page.getByRole('button', { name: `转给${name}` }).click()
    await page
      .getByRole('list', { name: `${name} 等人接` })
      .getByText(hot.nickname)
      .first()
      .waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('is finished by that colleague on a phone, and the lead sees it move', async () => {
    await world.settle()
    const [task] = await world.tasksOf(hot)
    const assignee = task?.assignee ?? ''
    expect(['hanmei', '']).not.toContain(assignee)
    const board = await world.openPage('lead', '/tasks')
    const { page, faults, axe, close } = await world.openTask(assignee, task?.code ?? '')
    await page.getByRole('button', { name: '接受' }).click()
    await page.getByLabel('成交了').check()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: /^完成/ }).click()
    await page.locator('.done').waitFor()
    expect(await world.tasksOf(hot)).toMatchObject([{ state: 'done', assignee }])
    expect(faults).toEqual([])
    await close()
    await board.page
      .getByRole('list', { name: / 今天完成$/ })
      .getByText(hot.nickname)
      .first()
      .waitFor()
    await board.close()
  })
})

describe('an operator, after a platform was down for a day', () => {
  it('replays the delivery it left behind, and the customer has a name', async () => {
    const stranger = await world.somebody()
    // The nightly synchronisation does not get through either.
    for (const api of ['get', 'batch/get_by_user']) {
      await world.sandbox.addFault({
        platform: 'wecom',
        api: `/cgi-bin/externalcontact/${api}`,
        kind: 'serverError',
      })
    }
    await world.sandbox.scanAndAdd({ person: stranger.name, staff: 'lilei' })
    await world.pass(30 * hour)
    expect((await world.customerOf(stranger)).profile.nickname).toBeUndefined()

    const { page, faults, close } = await world.openPage('operator', '/callbacks')
    await page
      .getByRole('button', { name: /添加|好友/ })
      .first()
      .click()
    await page.getByText('不再自动重试').waitFor()
    await world.sandbox.clearFaults()
    await page.getByRole('button', { name: /重放这 1 条/ }).click()
    await page.getByText('1 条已排上').waitFor()
    await world.settle()
    expect(await world.customerOf(stranger)).toMatchObject({ profile: { nickname: stranger.nickname } })
    expect(faults).toEqual([])
    await close()
  })

  it('runs the doctor, who says what to mend, and hears that it is mended', async () => {
    await world.sandbox.addFault({
      platform: 'wecom',
      api: '/cgi-bin/getcallbackip',
      kind: 'errcode',
      code: 60020,
    })
    const { page, faults, close } = await world.openPage('operator', '/doctor')
    await page.getByRole('button', { name: '全部重查' }).click()
    const toMend = page.getByRole('listitem').filter({ hasText: '企业可信IP' })
    await toMend.first().waitFor()
    await world.sandbox.clearFaults()
    await toMend.getByRole('button', { name: '重查这一项' }).click()
    await toMend.first().waitFor({ state: 'hidden' })
    expect(faults).toEqual([])
    await close()
  })
})

it('all of it stands on a phone, too', async () => {
  for (const path of ['/tasks', '/callbacks', '/doctor']) {
    const { axe, faults, close } = await world.openPage('owner', path, widths.phone)
    expect(await axe(), path).toEqual([])
    expect(faults, path).toEqual([])
    await close()
  }
})
