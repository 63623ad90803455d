import type { Coupon, Line, Order, Quote } from '../../../kelu.ts'
import { kelu, tell } from '../../shop.ts'
import type { ExampleWx, PageFunction, Tap } from '../../wechat.ts'
import { orderWords, refundText } from '../../words.ts'

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
    stateText: '',
    refunds: [] as string[],
    /** Why the customer wants the money back, as they type it. */
    reason: '',
  },

  async onLoad({ sku, no }: { sku?: string; no?: string }) {
    if (no) return this.refresh(no)
    this.setData({ lines: [{ skuId: sku ?? '', quantity: 1 }] })
    try {
      const coupons = (await kelu.coupons()).filter(
        ({ state, isUsableHere }) => (state === 'granted' || state === 'returned') && isUsableHere,
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
      this.show(await kelu.createOrder({ ...this.basket(), totalFen: quote.totalFen }))
    } catch (error) {
      tell(error)
      // The price or the stock is another one now.
      return this.count()
    }
    return this.payNow()
  },

  /** Also later, as long as the order waits for its money. */
  async payNow() {
    const { order } = this.data
    if (!order) return
    try {
      if ((await kelu.pay(order.no)) === 'cancelled') return
      // In the callback of the cashier this may be asked.
      await kelu.subscribe([shippedTemplate]).catch(() => {})
    } catch (error) {
      tell(error)
    }
    await this.refresh(order.no)
  },

  /** What counts is the order: the cashier's word is only the phone's. */
  async refresh(no: string) {
    try {
      this.show(await kelu.order(no))
      if (this.data.order?.state === 'paid') wx.showToast({ title: '付款成功', icon: 'success' })
    } catch (error) {
      tell(error)
    }
  },

  show(order: Order) {
    const refunds = order.refunds.map(refundText)
    this.setData({ order, stateText: orderWords[order.state], refunds })
  },

  async cancel() {
    const { order } = this.data
    if (!order) return
    try {
      this.show(await kelu.cancel(order.no))
    } catch (error) {
      tell(error)
    }
  },

  async received() {
    const { order } = this.data
    if (!order) return
    try {
      this.show(await kelu.received(order.no))
    } catch (error) {
      tell(error)
    }
  },

  typeReason({ detail }: { detail: { value: string } }) {
    this.setData({ reason: detail.value })
  },

  /** All that is left of it; somebody of the shop decides. */
  async askRefund() {
    const { order, reason } = this.data
    if (!order) return
    try {
      await kelu.refund(order.no, { reason })
      this.show(await kelu.order(order.no))
    } catch (error) {
      tell(error)
    }
  },
})
