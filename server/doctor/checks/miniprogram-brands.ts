import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'

const secret = [
  'AppSecret 不对',
  '微信公众平台 → 这个小程序 → 开发管理，重置并填到 MP_BRAND_SECRETS',
] as const

/** What is of a brand goes by its own mini-program or not at all: without its secret nobody gets its subscription messages. */
export const miniprogramBrands: Check<PlatformNeeds> = {
  id: 'miniprogram.brands',
  title: '品牌小程序',
  async find({ probes, brandMiniPrograms }) {
    const brands = brandMiniPrograms()
    if (brands.length === 0) return skipped('没有品牌用自己的小程序')
    if (probes.miniprogram === null) return skipped('没有配置小程序')
    for (const { name, appId } of brands) {
      const of = `品牌「${name}」的小程序 ${appId}`
      const probed = await probes.miniprogram.accessOf(appId)
      if (probed === null) {
        return bad(
          `${of} 没有配置 AppSecret，它的订阅消息不发，也不能登录`,
          '微信公众平台 → 这个小程序 → 开发管理，复制 AppSecret 填到 MP_BRAND_SECRETS',
        )
      }
      if (probed.kind === 'ok') continue
      const finding = refused(probed, {
        faults: {
          40001: secret,
          40125: secret,
          40013: ['AppID 不对', '设置 → 品牌，改成微信公众平台里的 AppID'],
          40164: ['这台机器的出口 IP 不在它的 IP 白名单里', '微信公众平台 → 这个小程序 → IP 白名单，加上它'],
        },
        address: 'MP_BASE_URL',
        todo: '核对 MP_BRAND_SECRETS',
      })
      return { ...finding, says: `${of}：${finding.says}` }
    }
    return ok(`${brands.length} 个品牌的小程序凭证有效`)
  },
}
