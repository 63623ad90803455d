import type { Deed } from './conductor.ts'
import type { PageClient } from './page-client.ts'
import type { Moment } from './role.ts'
import { goods, refundDays, shippingDays } from './shoppers.ts'

/** What those do on the page who run the shop in the mini-program: sell, ship, and decide about money asked back. */
export function shopOfficeDeeds(at: Moment, page: () => PageClient): Deed[] {
  async function putOnSale({ id, onHand, ...words }: (typeof goods)[number]): Promise<void> {
    await page().ask('zhoumin', 'PUT', `/products/${id}`, { productId: id, ...words, isOn: true })
    await page().ask('zhoumin', 'PUT', `/products/${id}/stock`, { onHand })
  }

  async function shipAll(): Promise<void> {
    interface Row {
      id: string
      number: string
      system: string
    }
    const { items } = await page().ask<{ items: Row[] }>('hejing', 'GET', '/orders?state=paid&limit=100')
    for (const { id, number } of items.filter(({ system }) => system === 'kelu')) {
      const parcel = { carrier: '顺丰速运', trackingNo: `SF${number}`.slice(0, 64) }
      await page().ask('hejing', 'POST', `/orders/${encodeURIComponent(id)}/ship`, parcel)
    }
  }

  async function agreeToAll(): Promise<void> {
    interface Row {
      no: string
      refundNo: string
    }
    const { items } = await page().ask<{ items: Row[] }>('hejing', 'GET', '/refunds?look=requested')
    for (const { no, refundNo } of items) {
      await page().ask('hejing', 'POST', `/refunds/${no}/${encodeURIComponent(refundNo)}/approve`)
    }
  }

  const deed = (day: number, time: string, what: string, perform: () => Promise<void>): Deed => ({
    at: at(day, time),
    what,
    perform,
  })
  return [
    deed(0, '08:40', '周敏 上架商品', async () => {
      for (const one of goods) await putOnSale(one)
    }),
    ...shippingDays.map((day) => deed(day, '17:30', '何静 登记发货', shipAll)),
    ...refundDays.map((day) => deed(day, '15:30', '何静 同意退款', agreeToAll)),
  ]
}
