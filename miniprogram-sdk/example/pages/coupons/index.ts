import type { Coupon } from '../../../kelu.ts'
import { kelu, tell } from '../../shop.ts'
import type { PageFunction } from '../../wechat.ts'

declare const Page: PageFunction

Page({
  data: { coupons: [] as Coupon[] },

  async onShow() {
    try {
      this.setData({ coupons: await kelu.coupons() })
    } catch (error) {
      tell(error)
    }
  },
})
