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

const sum = (fens: readonly number[]): number => fens.reduce((total, fen) => total + fen, 0)

/** Both sides of the money, as 何静 sees ours on the page. */
export async function booksOf(page: PageClient, sandbox: Pick<Sandbox, 'wechatpayMoney'>): Promise<Books> {
  interface Row {
    system: string
    state: string
    amountFen: number
    refundedFen: number
  }
  const [orders, { days, open }, moved] = await Promise.all([
    allOrders(),
    reconciled(),
    sandbox.wechatpayMoney(),
  ])
  const wechat = (kind: string) => sum(moved.filter((one) => one.kind === kind).map(({ fen }) => fen))
  return {
    paidFen: sum(orders.map(({ amountFen }) => amountFen)),
    refundedFen: sum(orders.map(({ refundedFen }) => refundedFen)),
    wechatPaidFen: wechat('paid'),
    wechatRefundedFen: wechat('refunded') - wechat('returned'),
    daysCompared: days,
    openDifferences: open,
  }

  /** Days with their bills compared, fortnight by fortnight as far back as there are some, and what is open on any day. */
  async function reconciled(): Promise<{ days: number; open: number }> {
    interface Fortnight {
      days: { state: string }[]
      openDays: { open: number }[]
      earlier: string
    }
    let days = 0
    for (let until = ''; ; ) {
      const told = await page.ask<Fortnight>('hejing', 'GET', `/reconciliation/days${until}`)
      const compared = told.days.filter(({ state }) => ['open', 'chased', 'agreed'].includes(state)).length
      days += compared
      if (compared === 0) return { days, open: sum(told.openDays.map(({ open }) => open)) }
      until = `?until=${told.earlier}`
    }
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
