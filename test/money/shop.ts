import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPageClient } from '../../sandbox/demo/page-client.ts'
import { copyTemplates } from '../testing/copy-templates.ts'
import type { Patiently } from './patience.ts'

/** What is for sale: of the first there are as many as ten racers can have, of the other enough for everybody. */
export const rare = { id: 'rare', name: '限量礼盒', category: '礼盒', priceFen: 29_900, onHand: 10 }
export const common = { id: 'common', name: '保湿精华 30ml', category: '护肤', priceFen: 25_000, onHand: 100 }

/** Whoever asks for a coupon is given one. */
const giftCoupons = `journey: gift-coupons
name: 领券
entry:
  event: custom.asked_for_coupon
steps:
  gift:
    coupon: { batch: gift-30 }
    next: end
`
const gift = `batch: gift-30
name: 满199减30
kind: threshold
thresholdFen: 19900
amountFen: 3000
validity: 30 days
codes: { prefix: GF }
quantity: 1000
comesBack: true
`

/** The starter templates without their journeys, and that one. */
export async function writeShopTemplates(folder: string): Promise<string> {
  const templates = join(folder, 'templates')
  await mkdir(folder, { recursive: true })
  await copyTemplates(templates, [])
  await mkdir(join(templates, 'journeys'), { recursive: true })
  await writeFile(join(templates, 'journeys', 'gift-coupons.yaml'), giftCoupons)
  await writeFile(join(templates, 'coupons', 'gift-30.yaml'), gift)
  return templates
}

/** Those who run the shop, at the page. */
export function shopOffice(deps: { baseUrl: string; password: string; patiently: Patiently }) {
  const { patiently } = deps
  const page = createPageClient(deps.baseUrl, deps.password)

  return {
    async putOnSale(): Promise<void> {
      for (const { id, onHand, ...words } of [rare, common]) {
        const said = { productId: id, ...words, isOn: true }
        await patiently(() => page.ask('zhoumin', 'PUT', `/products/${id}`, said))
        await patiently(() => page.ask('zhoumin', 'PUT', `/products/${id}/stock`, { onHand }))
      }
    },
    /** Until nobody waits any more. */
    agreeToRefunds(): Promise<void> {
      interface Row {
        no: string
        refundNo: string
      }
      return patiently(async () => {
        const { items } = await page.ask<{ items: Row[] }>('hejing', 'GET', '/refunds?look=requested')
        for (const { no, refundNo } of items) {
          await page.ask('hejing', 'POST', `/refunds/${no}/${encodeURIComponent(refundNo)}/approve`)
        }
      })
    },
  }
}
