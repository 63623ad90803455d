import type { Sandbox } from '../contract.ts'
import type { Deed } from './conductor.ts'
import type { PageClient } from './page-client.ts'
import type { Moment } from './role.ts'
import { goods, refundDays, shippingDays } from './shoppers.ts'

/** Money of the shop in the mini-program: what its orders say, and what WeChat Pay moved. In fen. */
export interface Books {
  paidFen: number
  refundedFen: number
  wechatPaidFen: number
  wechatRefundedFen: number
  /** Days whose bills were compared, and what is open between both. */
  daysCompared: number
  openDifferences: number
}

/** Both sides of the money, as 何静 sees ours on the page. */
export async function booksOf(page: PageClient, sandbox: Pick<Sandbox, 'wechatpayMoney'>): Promise<Books> {
  interface Row {
    system: string
    state: string
    amountFen: number
    refundedFen: number
  }
  const asked = async <T>(path: string) => (await page.ask<{ items: T[] }>('hejing', 'GET', path)).items
  const [orders, days, open, moved] = await Promise.all([
    allOrders(),
    asked<{ at: string | null }>('/reconciliation/days?limit=100'),
    asked('/reconciliation/differences?look=open&limit=100'),
    sandbox.wechatpayMoney(),
  ])
  const sum = (fens: number[]): number => fens.reduce((total, fen) => total + fen, 0)
  const wechat = (kind: string) => sum(moved.filter((one) => one.kind === kind).map(({ fen }) => fen))
  return {
    paidFen: sum(orders.map(({ amountFen }) => amountFen)),
    refundedFen: sum(orders.map(({ refundedFen }) => refundedFen)),
    wechatPaidFen: wechat('paid'),
    wechatRefundedFen: wechat('refunded') - wechat('returned'),
    daysCompared: days.filter(({ at }) => at !== null).length,
    openDifferences: open.length,
  }

  async function allOrders(): Promise<Row[]> {
    const own: Row[] = []
    for (let after = ''; ; ) {
      const { items, next } = await page.ask<{ items: Row[]; next: string | null }>(
        'hejing',
        'GET',
        `/orders?limit=100${after}`,
      )
      own.push(
        ...items.filter(
          ({ system, state }) => system === 'kelu' && state !== 'closed' && state !== 'created',
        ),
      )
      if (next === null) return own
      after = `&after=${encodeURIComponent(next)}`
    }
  }
}

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
