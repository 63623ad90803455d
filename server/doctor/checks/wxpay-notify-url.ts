import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

const local = /^(?:localhost|127\.|10\.|192\.168\.|\[::1\])/
const mostCharacters = 255

export const wxpayNotifyUrl: Check<PlatformNeeds> = {
  id: 'wxpay.notifyUrl',
  title: '微信支付回调地址',
  async find({ config }) {
    if (config.wxpay === null) return skipped('没有配置微信支付')
    const { notifyUrl } = config.wxpay
    const { protocol, hostname, search } = new URL(notifyUrl)
    const todo = '把 PUBLIC_URL 换成外面能访问的 https 域名，或单独填 WXPAY_NOTIFY_URL'
    if (protocol !== 'https:') return bad(`${notifyUrl} 不是 https，微信支付不接受`, todo)
    if (local.test(hostname)) return bad(`${notifyUrl} 从外面到不了`, todo)
    if (search !== '' || notifyUrl.length > mostCharacters) return bad(`${notifyUrl} 带参数或太长`, todo)
    return ok(notifyUrl)
  },
}
