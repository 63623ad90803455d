import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOrderStore } from '../../models/orders.ts'
import { createPaymentDifferenceStore, type PaymentDifference } from '../../models/payment-differences.ts'
import { createReconciledDayStore } from '../../models/reconciled-days.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
const no = '01KJPB3V00ABCDEFGHJKMNPQRS'
/** The clock stands at nine in the morning of 2 March: the bill of the day before is not out. */
const day = '2026-02-28'
const sums = { paid: 146, paidFen: 4_190_350, refunds: 6, refundedFen: 149_200 }
const byHand = '2026120216211'

const note = (kind: PaymentDifference['kind'], ref: string, more: Partial<PaymentDifference> = {}) =>
  createPaymentDifferenceStore(world.kelu.connection).note({
    ...{ _id: `${day}:${kind}:${ref}`, day, kind, from: 'bill', ref, no, ours: 0, theirs: 12_000 },
    ...{ seenAt: new Date('2026-03-01T02:20:00Z'), ...more },
  })

beforeAll(async () => {
  world = await pageWorld({ environmentBy: payEnvironment })
  const { customers, connection } = world.kelu
  const at = new Date('2026-02-28T08:21:00Z')
  const { _id: customerId } = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: '1' }], {
    source: 'shop',
    at,
  })
  await customers.change(customerId, { setProfile: { nickname: '徐明轩' } }, 'seed')
  const days = createReconciledDayStore(connection)
  const compared = new Date('2026-03-01T02:20:00Z')
  await days.done(day, compared, {
    ...{ ...sums, differences: 3, ours: { ...sums, refundedFen: 137_200 } },
    elsewhere: { paid: 12, paidFen: 88_000, refunds: 0, refundedFen: 0 },
    account: { tradeFen: 4_129_150, fundFen: 4_129_150 },
  })
  await days.done('2026-02-27', new Date('2026-02-28T02:20:00Z'), { ...sums, differences: 0 })
  await days.failed('2026-02-26', 'SYSTEM_ERROR')
  const paidLine = { fen: 12_000, at, transactionId: '4200000000000000000000007730' }
  await note('refundMissingHere', byHand, {
    line: { ...paidLine, refundId: '50000708000000000000000000001942' },
  })
  await note('refundUnanswered', `${no}-1`, { ours: 29_800, theirs: 0 })
  await note('missingHere', '4200000000000000000000008815', {
    ...{ settledAt: compared, settledAs: 'booked', line: paidLine },
  })
  // The last: what was paid on a day that was compared makes no work for the job that compares.
  const line = { skuId: 's', productId: 'p', quantity: 1, discountShareFen: 0 }
  await createOrderStore(connection).place({
    ...{ _id: `kelu:${no}`, customerId, rev: 1 },
    own: {
      lines: [
        { ...line, name: '玫瑰面霜 50g', unitFen: 13_900, lineFen: 13_900 },
        { ...line, name: '洁面慕斯', unitFen: 12_000, lineFen: 12_000 },
      ],
      ...{ clientKey: 'x', goodsFen: 25_900, discountFen: 0, freightFen: 0, totalFen: 25_900 },
      ...{ payer: { openid: 'o' }, createdAt: at, expiresAt: at, step: 'paid', paidAt: at },
      ...{ transactionId: '4200000000000000000000007730', payerTotalFen: 25_900 },
    },
  })
})
afterAll(() => world?.close())

it.each(Object.entries(widths))('财务 sees where a day does not agree, on a %s', async (_, width) => {
  const { page, axe, faults, close } = await world.openPage('finance', '/reconciliation', width)
  await page.getByText('2月28日 还有 1 处要人看').waitFor()
  await page.getByText('金额正好是「洁面慕斯」一件').waitFor()
  // Before ten in the morning the bill of yesterday is not out, which is no difference.
  expect(await page.getByRole('button', { name: /3月1日\s*还没出账/ }).count()).toBe(1)
  const told = await page.locator('#content').innerText()
  expect(told).toContain('3 处不一样')
  expect(told).toContain('1 处已处理，1 处自动在追，1 处要人看')
  expect(told).toContain('¥41,903.50')
  expect(told).toContain('同一商户号下别的店：收 ¥880.00')
  expect(told).toContain('查单确认，已补记')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: /42000000…8815/ }).click()
  await page.getByText('微信确认，已补记').waitFor()
  expect(await axe()).toEqual([])
  for (const [name, what] of [
    [/2月27日/, '没有差异'],
    [/2月26日/, '没有对成：SYSTEM_ERROR'],
    [/3月1日/, '微信支付的账单第二天 10 点以后才能取'],
    [/2月20日/, '这一天还没有对过'],
  ] as const) {
    await page.getByRole('button', { name }).click()
    await page.getByText(what).first().waitFor()
    expect(await axe()).toEqual([])
  }
  expect(faults).toEqual([])
  await close()
})

it('财务 asks WeChat Pay, which knows nothing of it, leaves it with a word and then settles it', async () => {
  const { page, axe, faults, close } = await world.openPage('finance', `/reconciliation?day=${day}`)
  await page.getByRole('radio', { name: /记成订单 MNPQRS 的退款/ }).waitFor()
  await page.getByRole('button', { name: '记下这笔退款' }).click()
  await page.getByText('微信没有这笔退款，还算没处理').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('radio', { name: /先搁着/ }).check()
  await page.getByRole('button', { name: '先搁着' }).click()
  await page.getByText('写一句为什么，至少 2 个字').waitFor()
  expect(await axe()).toEqual([])
  await page.getByRole('textbox', { name: '为什么' }).fill('问问门店是谁退的')
  await page.getByRole('button', { name: '先搁着' }).click()
  await page.getByText('何静 先搁着：问问门店是谁退的').first().waitFor()
  await page.getByRole('radio', { name: /已经在别处处理好/ }).check()
  await page.getByRole('textbox', { name: '为什么' }).fill('门店补了账')
  await page.getByRole('button', { name: '标为已处理' }).click()
  await page.getByText('何静：已在别处处理，门店补了账').first().waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})
