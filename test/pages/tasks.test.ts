import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTaskStore } from '../../models/tasks.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
  const { customers, sales } = world.kelu
  const hourMs = 3_600_000
  const open = async (nickname: string, staff: string, n: number) => {
    const at = world.clock.now()
    const { _id } = await customers.getOrCreate([{ kind: 'external', corp: 'c', value: `wm-${n}` }], {
      source: 'test',
      at,
    })
    const friend = { corp: 'c', staff, since: at }
    await customers.change(
      _id,
      { setOwner: staff, addFollow: friend, setProfile: { nickname, phone: `+8613800002${700 + n}` } },
      `friend-${n}`,
    )
    const request = { customerId: _id, title: '回到小程序', reasons: ['加购 3 次'], acceptMs: 2 * hourMs }
    await sales.openTask({ taskId: `board:${n}:1`, ...request })
  }
  await open('徐明轩', 'lilei', 1)
  await world.pass(2 * hourMs + 12 * 60_000)
  await open('何雨桐', 'hanmei', 2)
  await open('林俊杰', 'lilei', 3)
  const staff = 'hanmei'
  await sales.act({ action: 'accept', taskId: 'board:2:1', staff, actionId: 'a', at: world.clock.now() })
})
afterAll(() => world?.close())

it.each(Object.entries(widths))('the board of follow-ups has no fault on a %s', async (_, width) => {
  const { page, axe, faults, close } = await world.openPage('owner', '/tasks', width)
  expect(await page.getByText('晚了 12 分').count()).toBeGreaterThan(0)
  expect(await axe()).toEqual([])
  await page.getByText('徐明轩').click()
  await page.getByText('生成待办').waitFor()
  expect(await axe()).toEqual([])
  expect(faults).toEqual([])
  await close()
})

it('a lead gives a late one to a colleague, by keyboard, and reads before what that does', async () => {
  const { page, faults, close } = await world.openPage('lead', '/tasks')
  await page.locator('[id^=card-]').first().focus()
  await page.keyboard.press('t')
  await page.getByText('李雷的卡片变成「已转给其他同事」，韩梅梅有 2 小时接受').waitFor()
  await page.getByRole('button', { name: '转给韩梅梅' }).press('Enter')
  await page.getByRole('list', { name: '韩梅梅 等人接' }).getByText('徐明轩').waitFor()
  const task = await createTaskStore(world.kelu.connection).find('board:1:1')
  expect(task).toMatchObject({ assignee: 'hanmei', state: 'offered' })
  expect(faults).toEqual([])
  await close()
})

it.each(Object.entries(widths))(
  '导购业绩 has no fault on a %s and says whose orders are, and by which rule',
  async (_, width) => {
    const at = new Date(world.clock.now().getTime() - 24 * 3_600_000)
    const payment = { event: 'paid', heardAt: at, at, amountFen: 12_345, staffId: 'HanMei', items: [] }
    const { customerId } = (await createTaskStore(world.kelu.connection).find('board:2:1')) ?? {}
    const orders = world.kelu.connection.collection<{ _id: string; customerId?: string }>('orders')
    const order = { customerId, rev: 1, begunAt: at, state: 'paid', payment }
    await orders.insertOne({ _id: `shop:${width}`, ...order })
    const { page, axe, faults, close } = await world.openPage('finance', '/', width)
    await page.getByRole('link', { name: '导购业绩' }).first().click()
    await page.getByText('韩梅梅').first().waitFor()
    expect(await page.getByText('¥123.45').or(page.getByText('¥246.90')).count()).toBeGreaterThan(0)
    expect(await page.getByText('一笔付了款的订单最多算给一位导购').count()).toBe(1)
    expect(await page.getByText('只到昨天的数据').count()).toBe(1)
    expect(await axe()).toEqual([])
    expect(faults).toEqual([])
    const here = page.locator('nav[aria-label=主菜单] a[aria-current=page]')
    if (width === widths.desk) expect(await here.allInnerTexts()).toEqual(['导购业绩'])
    await close()
  },
)
