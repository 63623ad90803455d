import type { Order } from '../../../kelu.ts'
import { kelu, tell } from '../../shop.ts'
import type { ExampleWx, PageFunction, Tap } from '../../wechat.ts'
import { orderWords, refundText } from '../../words.ts'

declare const Page: PageFunction
declare const wx: ExampleWx

const shown = (order: Order) => ({
  no: order.no,
  totalFen: order.totalFen,
  stateText: orderWords[order.state],
  refunds: order.refunds.map(refundText),
})

Page({
  data: { orders: [] as ReturnType<typeof shown>[], next: '' },

  async onShow() {
    this.setData({ orders: [], next: '' })
    await this.more()
  },

  /** The page behind what is shown. */
  async more() {
    const { orders, next } = this.data
    try {
      const page = await kelu.orders(next ? { before: next } : {})
      this.setData({ orders: [...orders, ...page.orders.map(shown)], next: page.next ?? '' })
    } catch (error) {
      tell(error)
    }
  },

  open({ currentTarget: { dataset } }: Tap<{ no: string }>) {
    wx.navigateTo({ url: `/pages/order/index?no=${dataset.no}` })
  },
})
