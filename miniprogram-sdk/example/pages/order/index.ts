import type { Coupon, Line, Order, Quote } from '../../../kelu.ts'
import { kelu, tell } from '../../shop.ts'
import type { ExampleWx, PageFunction, Tap } from '../../wechat.ts'

declare const Page: PageFunction
declare const wx: ExampleWx

/** The subscription template told of when the goods are on their way. */
const shippedTemplate = 'TPL_ORDER_SHIPPED'

Page({
  data: {
    lines: [] as Line[],
    coupons: [] as Coupon[],
    couponCode: '',
    quote: null as Quote | null,
    order: null as Order | null,
  },

  async onLoad({ sku, no }: { sku?: string; no?: string }) {
    if (no) return this.refresh(no)
    this.setData({ lines: [{ skuId: sku ?? '', quantity: 1 }] })
    try {
      const coupons = (await kelu.coupons()).filter(
        ({ state, isUsableHere }) => state === 'granted' && isUsableHere,
      )
      this.setData({ coupons })
    } catch (error) {
      tell(error)
    }
    return this.count()
  },

  basket() {
    const { lines, couponCode } = this.data
    return { lines, ...(couponCode && { couponCode }) }
  },

  async count() {
    try {
      this.setData({ quote: await kelu.preview(this.basket()) })
    } catch (error) {
      tell(error)
    }
  },

  choose({ currentTarget: { dataset } }: Tap<{ code: string }>) {
    this.setData({ couponCode: dataset.code })
    return this.count()
  },

  async place() {
    const { quote } = this.data
    if (!quote) return
    try {
      const order = await kelu.createOrder({ ...this.basket(), totalFen: quote.totalFen })
      this.setData({ order })
      if ((await kelu.pay(order.no)) === 'cancelled') return
      // In the callback of the cashier this may be asked.
      await kelu.subscribe([shippedTemplate]).catch(() => {})
      await this.refresh(order.no)
    } catch (error) {
      tell(error)
      // The price or the stock is another one now.
      await this.count()
    }
  },

  /** What counts is the order: the cashier's word is only the phone's. */
  async refresh(no: string) {
    try {
      const order = await kelu.order(no)
      this.setData({ order })
      if (order.state === 'paid') wx.showToast({ title: '付款成功', icon: 'success' })
    } catch (error) {
      tell(error)
    }
  },
})
