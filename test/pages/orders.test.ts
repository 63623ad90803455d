import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
let customerId: string

beforeAll(async () => {
  world = await pageWorld()
  const { customers } = world.kelu
  const at = (hoursAgo: number) => new Date(world.clock.now().getTime() - hoursAgo * 3_600_000)
  const person = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: '1' }], {
    source: 'shop',
    at: at(99),
  })
  customerId = person._id
  await customers.change(person, { setProfile: { nickname: '郭晓彤', phone: '13800002716' } }, 'seed')
  const order = {
    orderId: 'A1',
    amountFen: 26_800,
    discountFen: 3_000,
    items: [{ name: '玫瑰舒缓精华水', quantity: 2, priceFen: 14_900 }],
  }
  const told: [string, number, object][] = [
    ['order.created', 9, order],
    ['order.paid', 8, order],
    ['order.refunded', 2, { orderId: 'A1', refundId: 'R7', amountFen: 10_000 }],
    ['order.created', 1, { ...order, orderId: 'B2' }],
  ]
  for (const [n, [name, hours, props]] of told.entries()) {
    const event = { _id: `seed:${n}`, customerId, name, at: at(hours), props: { ...props }, source: 'seed' }
    await customers.hear(event)
  }
})
afterAll(() => world?.close())

it.each(Object.entries(widths))(
  '财务 goes from the list to what stayed of an order, on a %s',
  async (_, width) => {
    const { page, axe, faults, close } = await world.openPage('finance', '/orders?state=paid', width)
    await page.getByRole('link', { name: 'A1' }).waitFor()
    expect(await page.getByRole('link', { name: 'B2' }).count()).toBe(0)
    expect(await axe()).toEqual([])
    await page.getByRole('link', { name: 'A1' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('R7').waitFor()
    const told = await page.locator('#content').innerText()
    expect(told).toMatch(/郭晓彤\s+138\*{4}2716/)
    expect(told).toMatch(/净额\s+¥168\.00/)
    // Nothing leads 财务 to a customer.
    expect(await page.getByRole('link', { name: '郭晓彤' }).count()).toBe(0)
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  },
)

it('from a customer to their order and back', async () => {
  const { page, faults, close } = await world.openPage('marketer', `/customers/${customerId}`)
  await page.getByRole('link', { name: 'B2' }).click()
  await page.getByRole('heading', { name: 'B2' }).waitFor()
  await page.getByRole('link', { name: '郭晓彤' }).click()
  await page.getByRole('heading', { name: '客户 360°' }).waitFor()
  expect(faults).toEqual([])
  await close()
})
