import type { Coupon } from '../../../kelu.ts'
import { kelu, tell } from '../../shop.ts'
import type { PageFunction } from '../../wechat.ts'
import { couponWords } from '../../words.ts'

declare const Page: PageFunction

Page({
  data: { coupons: [] as (Coupon & { stateText: string })[] },

  async onShow() {
    try {
      const coupons = await kelu.coupons()
      this.setData({ coupons: coupons.map((each) => ({ ...each, stateText: couponWords[each.state] })) })
    } catch (error) {
      tell(error)
    }
  },
})
