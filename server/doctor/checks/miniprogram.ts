import { type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'

const secret = ['AppSecret 不对', '微信公众平台 → 小程序 → 开发管理，重置并填到 MP_APP_SECRET'] as const

export const miniprogram: Check<PlatformNeeds> = {
  id: 'miniprogram.credentials',
  title: '小程序凭证',
  async find({ probes }) {
    if (probes.miniprogram === null) return skipped('没有配置小程序')
    const probed = await probes.miniprogram.access()
    if (probed.kind === 'ok') return ok('AppID 和 AppSecret 有效')
    return refused(probed, {
      faults: {
        40001: secret,
        40125: secret,
        40013: ['AppID 不对', '微信公众平台 → 小程序 → 开发管理，复制 AppID 填到 MP_APP_ID'],
        40164: [
          '这台机器的出口 IP 不在小程序的 IP 白名单里',
          '微信公众平台 → 小程序 → 开发管理 → IP 白名单，加上它',
        ],
      },
      address: 'MP_BASE_URL',
      todo: '核对 MP_APP_ID 和 MP_APP_SECRET',
    })
  },
}
