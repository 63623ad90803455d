import { X509Certificate } from 'node:crypto'
import { isoDay } from '../../../domain/local-time.ts'
import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

/** A new one takes a person, their phone and the tool of the platform. */
const warnMs = 30 * 86_400_000

export const wxpayCertificate: Check<PlatformNeeds> = {
  id: 'wxpay.certificate',
  title: '微信支付商户证书',
  async find({ config, clock }) {
    if (config.wxpay === null) return skipped('没有配置微信支付')
    const end = new Date(new X509Certificate(config.wxpay.certificate).validTo)
    const leftMs = end.getTime() - clock.now().getTime()
    const todo =
      '微信支付商户平台 → 账户中心 → API安全，申请新证书，换上 WXPAY_CERTIFICATE_FILE 和 WXPAY_PRIVATE_KEY_FILE'
    if (leftMs <= 0) return bad(`${isoDay(end)} 已经过期`, todo)
    return leftMs < warnMs ? bad(`${isoDay(end)} 到期`, todo) : ok(`${isoDay(end)} 到期`)
  },
}
