import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOrderStore } from '../../models/orders.ts'
import { createShippingReportStore } from '../../models/shipping-reports.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
const no = 'K2612011533907'
const unsent = 'K2612020900001'
const untold = 'K2612020900002'
/** Its refund met a void card. */
const voided = 'K2612020900003'

beforeAll(async () => {
  world = await pageWorld({ environmentBy: payEnvironment })
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
    ...{ _id: `kelu:${voided}`, customerId, rev: 1 },
    own: {
      ...own,
      refunds: [
        {
          ...{ refundNo: `${voided}-1`, fen: 5_000, reason: '不合适', state: 'pending', at: now },
          ...{ refundId: '5030', acceptedAt: now, sentAt: now, trouble: 'ABNORMAL' },
        },
      ],
    },
  })
  await orders.place({
    ...{ _id: `kelu:${unsent}`, customerId, rev: 1, own },
    payment: { event: 'paid', heardAt: now, at: now, amountFen: 12_000, items: [] },
  })
  await orders.place({
    ...{ _id: `kelu:${untold}`, customerId, rev: 1, own, shippedAt: now },
    payment: { event: 'paid', heardAt: now, at: now, amountFen: 12_000, items: [] },
  })
  await createShippingReportStore(connection).begin({
    ...{ _id: untold, rev: 0, transactionId: '4201', shippedAt: now, carrier: '老王速运', trackingNo: 'LW1' },
    ...{ step: 'failed', tries: 0, code: 'carrier.unknown' },
  })
})
afterAll(() => world?.close())

it.each(Object.entries(widths))('财务 begins the day with the money, on a %s', async (_, width) => {
  const { page, axe, faults, close } = await world.openPage('finance', '/', width)
  await page.getByText('今天收款').waitFor()
  const told = await page.locator('#content').innerText()
  expect(told).toMatch(/今天收款\s+¥480\.00\s+4\s笔/)
  expect(told).toMatch(/等处理的退款\s+1\s单\s+另有 1\s单停住了/)
  expect(told).toMatch(/要人看的差异\s+0\s处\s+还没有对过账/)
  // No marketing, and what waits stands beside its place in the menu.
  expect(told).not.toContain('群发')
  await page.getByText('2 项要处理').first().waitFor({ state: 'attached' })
  expect(await axe()).toEqual([])
  await page.getByRole('link', { name: '另有 1 单停住了' }).click()
  await page.getByText('客户的银行卡退不进去').waitFor()
  expect(faults).toEqual([])
  await close()
})

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

it.each(Object.entries(widths))('财务 gives back one piece of an order, on a %s', async (name, width) => {
  const { page, axe, faults, close } = await world.openPage('finance', `/orders/kelu:${unsent}`, width)
  const isFirst = name === Object.keys(widths)[0]
  if (isFirst) {
    await page.getByText('还没有退过').waitFor()
    const other = await world.openPage('owner', `/orders/kelu:${unsent}`)
    await other.page.getByText('还没有退过').waitFor()
    await page.getByRole('button', { name: '退款给客户' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '退款', exact: true }).click()
    await dialog.getByText('选要退的商品，或写要退的金额').waitFor()
    expect(await axe()).toEqual([])
    await dialog.getByRole('spinbutton', { name: '退几件 洁面慕斯' }).fill('1')
    await page.keyboard.press('Tab')
    await dialog.getByRole('textbox', { name: '为什么退' }).fill('少发一件')
    await dialog.getByText('¥120.00 由微信原路退给 徐明轩').waitFor()
    expect(await axe()).toEqual([])
    await dialog.getByRole('button', { name: '退 ¥120.00' }).click()
    // Another open page asks again by itself.
    await other.page.getByRole('link', { name: '¥120.00' }).waitFor()
    await other.close()
  }
  await page.getByRole('link', { name: '¥120.00' }).click()
  await page.getByText('何静 发起退款').waitFor()
  expect(await page.locator('#content').innerText()).toMatch(/洁面慕斯\s+1\s件/)
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})

it.each(Object.entries(widths))(
  '财务 sends a refund that cannot reach the payer to another card, on a %s',
  async (_, width) => {
    const { page, axe, faults, close } = await world.openPage('finance', '/refunds?look=stuck', width)
    await page.getByText('客户的银行卡退不进去').waitFor()
    expect(await axe()).toEqual([])
    await page.getByRole('link', { name: `换个方式退 ${voided}` }).click()
    await page.getByRole('button', { name: '退到这张卡' }).click()
    await page.getByText('选开户银行').waitFor()
    expect(await axe()).toEqual([])
    await page.getByText('退回商户账户，再自己转给客户').click()
    await page.getByRole('button', { name: '退回商户账户' }).click()
    // WeChat Pay knows nothing of this refund.
    await page.getByText('没有换成').waitFor()
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  },
)

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

it.each(Object.entries(widths))(
  '财务 sees that WeChat was not told of the shipping, and corrects it, on a %s',
  async (name, width) => {
    const { page, axe, faults, close } = await world.openPage('finance', `/orders/kelu:${untold}`, width)
    const isFirst = name === Object.keys(widths)[0]
    if (isFirst) {
      await page.getByText('没报上').waitFor()
      await page.getByText('微信不认识这家快递公司').waitFor()
      await page.getByRole('button', { name: '改发货信息' }).click()
      await page.getByRole('textbox', { name: '快递公司' }).fill('中通快递')
      expect(await axe()).toEqual([])
      await page.getByRole('button', { name: '报给微信' }).click()
    }
    await page.getByText('待上报').waitFor()
    await page.getByText('中通快递').waitFor()
    expect([await axe(), faults]).toEqual([[], []])
    await close()
  },
)
