import type { Popup, Product } from '../../../kelu.ts'
import { kelu, tell } from '../../shop.ts'
import type { ExampleWx, PageFunction, Tap } from '../../wechat.ts'

declare const Page: PageFunction
declare const wx: ExampleWx

Page({
  data: { products: [] as Product[], popup: null as Popup | null },

  async onLoad() {
    try {
      const { products } = await kelu.products()
      this.setData({ products })
      const [popup = null] = await kelu.popups()
      this.setData({ popup })
    } catch (error) {
      tell(error)
    }
  },

  buy({ currentTarget: { dataset } }: Tap<{ productId: string; category?: string; skuId: string }>) {
    const { productId, category, skuId } = dataset
    kelu.track('product.viewed', { productId, ...(category && { category }) })
    wx.navigateTo({ url: `/pages/order/index?sku=${skuId}` })
  },

  followPopup() {
    const { popup } = this.data
    if (!popup) return
    this.setData({ popup: null })
    void kelu.popupClicked(popup.touchId).catch(tell)
    if (popup.to) wx.navigateTo({ url: popup.to })
  },

  closePopup() {
    const { popup } = this.data
    if (!popup) return
    this.setData({ popup: null })
    void kelu.popupDismissed(popup.touchId).catch(tell)
  },
})
