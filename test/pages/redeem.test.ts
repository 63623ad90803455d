import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCouponStore } from '../../models/coupons.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await pageWorld()
  const { customers, connection } = world.kelu
  const now = world.clock.now()
  const { _id: customerId } = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: '1' }], {
    source: 'shop',
    at: now,
  })
  await customers.change(customerId, { setProfile: { nickname: '郭晓彤', phone: '13800002716' } }, 'seed')
  await createRetailStoreStore(connection).save({ _id: 'XH01', name: '西湖店', department: '门店一部' })
  for (const code of ['WK-7', 'WK-8']) {
    await createCouponStore(connection).insertGrant({
      ...{ _id: `grant:${code}`, batchId: 'wake-up-50', customerId, number: 0, code, amountFen: 5_000 },
      ...{ validFrom: now, validUntil: new Date(now.getTime() + 9 * 86_400_000), grantedAt: now },
      ...{ state: 'granted', rev: 0 },
    })
  }
})
afterAll(() => world?.close())

it('a 导购 redeems a coupon by its code, and the marketer sees who did', async () => {
  const counter = await world.openPage('sales', '/redeem', widths.phone)
  await counter.page.getByLabel('券码').fill('WK-9')
  await counter.page.keyboard.press('Enter')
  await counter.page.getByText('没有「WK-9」这张券').waitFor()
  await counter.page.getByLabel('券码').fill('WK-7')
  await counter.page.keyboard.press('Enter')
  await counter.page.getByText('138****2716').waitFor()
  expect(await counter.axe()).toEqual([])
  await counter.page.getByRole('button', { name: '核销这张券' }).click()
  await counter.page.getByText('已核销，记到西湖店').waitFor()
  expect([await counter.axe(), counter.faults]).toEqual([[], []])
  await counter.close()

  const { page, axe, faults, close } = await world.openPage('marketer', '/coupons/wake-up-50')
  await page.getByRole('button', { name: '可用 1 张，看是谁' }).waitFor()
  expect(await axe()).toEqual([])
  await page
    .getByRole('row', { name: /西湖店/ })
    .getByRole('button')
    .click()
  await page.getByRole('dialog').getByText('WK-7').waitFor()
  expect([await axe(), faults]).toEqual([[], []])
  await close()
})
