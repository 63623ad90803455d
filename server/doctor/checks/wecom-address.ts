import { type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { tokenFaults, untrustedAddress, wecomAddressSetting } from '../wecom-codes.ts'

export const wecomAddress: Check<PlatformNeeds> = {
  id: 'wecom.trustedIp',
  title: '企业可信 IP',
  async find({ probes }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    const probed = await probes.wecom.access()
    if (probed.kind === 'ok') return ok('这台机器的 IP 已被信任')
    return refused(probed, {
      faults: {
        [untrustedAddress]: [
          '这台机器的出口 IP 不在企业可信 IP 里',
          '企业微信管理后台 → 应用管理 → 自建应用 → 企业可信IP，加上这台机器的出口 IP，约一分钟后生效',
        ],
      },
      elsewhere: new Set(Object.keys(tokenFaults)),
      address: wecomAddressSetting,
      todo: '核对企业可信 IP',
    })
  },
}
