import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOrderStore } from '../../models/orders.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
const no = 'K2612011533907'
const unsent = 'K2612020900001'

beforeAll(async () => {
  world = await pageWorld()
  const { customers, connection } = world.kelu
  const now = world.clock.now()
  const { _id: customerId } = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: '1' }], {
    source: 'shop',
    at: now,
  })
  await customers.change(customerId, { setProfile: { nickname: '徐明轩', phone: '13800002716' } }, 'seed')
  const own = {
    clientKey: 'x',
    lines: [
      {
        ...{ skuId: 's', productId: 'p', name: '洁面慕斯', quantity: 1 },
        ...{ unitFen: 12_000, lineFen: 12_000, discountShareFen: 0 },
      },
    ],
    ...{ goodsFen: 12_000, discountFen: 0, freightFen: 0, totalFen: 12_000 },
    ...{ payer: { openid: 'o' }, createdAt: now, expiresAt: now, step: 'paid' as const, paidAt: now },
    ...{ transactionId: '4200', payerTotalFen: 12_000 },
  }
  const orders = createOrderStore(connection)
  await orders.place({
    ...{ _id: `kelu:${no}`, customerId, rev: 1 },
    own: {
      ...own,
      refunds: [{ refundNo: `${no}-1`, fen: 12_000, reason: '买错了', state: 'requested', at: now }],
    },
  })
  await orders.place({
    ...{ _id: `kelu:${unsent}`, customerId, rev: 1, own },
    payment: { event: 'paid', heardAt: now, at: now, amountFen: 12_000, items: [] },
  })
})
afterAll(() => world?.close())

it.each(Object.entries(widths))('财务 refuses a refund and says why, on a %s', async (name, width) => {
  const { page, axe, faults, close } = await world.openPage('finance', '/refunds', width)
  const isFirst = name === Object.keys(widths)[0]
  if (isFirst) {
    await page.getByText('138****2716').waitFor()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: `不退 ${no}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('已经拆封')
    expect(await axe()).toEqual([])
    await dialog.getByRole('button', { name: '不退', exact: true }).click()
    await page.getByText('没有等处理的退款').waitFor()
  }
  await page.getByText('已结束').click()
  await page.getByText('没同意：已经拆封').waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})

it('财务 says that an order is with a carrier', async () => {
  const { page, axe, faults, close } = await world.openPage('finance', `/orders/kelu:${unsent}`)
  await page.getByRole('textbox', { name: '快递公司' }).fill('顺丰速运')
  await page.getByRole('textbox', { name: '运单号' }).fill('SF1')
  expect(await axe()).toEqual([])
  await page.getByRole('textbox', { name: '运单号' }).press('Enter')
  await page.getByText('已发货').first().waitFor()
  expect(await page.getByRole('button', { name: '登记发货' }).count()).toBe(0)
  expect(faults).toEqual([])
  await close()
})
