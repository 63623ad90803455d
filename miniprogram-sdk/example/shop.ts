import { createKelu, KeluError } from '../kelu.ts'
import type { ExampleWx } from './wechat.ts'

declare const wx: ExampleWx

/** Kelu as all pages share it. Put your own address here. */
export const kelu = createKelu({ wx, baseUrl: 'https://kelu.example.com' })

const words: Record<string, string> = {
  network: '网络不通，请稍后再试',
  'product.short': '库存不够了',
  'order.price_changed': '价格变了，请重新确认',
  'coupon.locked': '这张券已用在另一个订单上',
}

/** Tells the customer what went wrong. */
export function tell(error: unknown): void {
  const code = error instanceof KeluError ? error.code : 'internal'
  wx.showToast({ title: words[code] ?? '没有成功，请重试', icon: 'none' })
}
