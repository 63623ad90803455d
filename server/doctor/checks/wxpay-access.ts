import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'

const keys = [
  '商户号、证书或私钥不对',
  '微信支付商户平台 → 账户中心 → API安全，核对 WXPAY_MCHID、WXPAY_CERTIFICATE_FILE 和 WXPAY_PRIVATE_KEY_FILE',
] as const
const unbelievable = [
  '答复的签名验不过',
  '核对 WXPAY_PUBLIC_KEY_FILE 与 WXPAY_PUBLIC_KEY_ID 是不是一对；没用微信支付公钥的，核对 WXPAY_API_KEY',
] as const

export const wxpayAccess: Check<PlatformNeeds> = {
  id: 'wxpay.access',
  title: '微信支付密钥',
  async find({ probes }) {
    if (probes.money === null) return skipped('没有配置微信支付')
    const probed = await probes.money.access()
    if (probed.kind === 'ok') return ok('商户号和密钥有效')
    if (probed.code.startsWith('malformed.signature') || probed.code === 'malformed.sealing') {
      return bad(`${unbelievable[0]}（${probed.code}）`, unbelievable[1])
    }
    // Where even the list of keys is refused, it is the id we name that is not known.
    if (probed.code === 'http.400') {
      return bad('微信支付不认这个公钥 ID', '微信支付商户平台 → 账户中心 → API安全，核对 WXPAY_PUBLIC_KEY_ID')
    }
    return refused(probed, {
      faults: {
        SIGN_ERROR: keys,
        NO_AUTH: ['这个商户号没有开通 JSAPI 支付', '微信支付商户平台 → 产品中心，开通 JSAPI 支付'],
      },
      address: 'WXPAY_BASE_URL',
      todo: keys[1],
    })
  },
}
