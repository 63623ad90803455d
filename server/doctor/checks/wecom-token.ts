import { type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { tokenFaults, untrustedAddress, wecomAddressSetting } from '../wecom-codes.ts'

export const wecomToken: Check<PlatformNeeds> = {
  id: 'wecom.token',
  title: '企业微信凭证',
  async find({ probes }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    const probed = await probes.wecom.access()
    // WeCom looks at the token first: an address it does not trust had a good one.
    if (probed.kind === 'ok' || probed.code === untrustedAddress) return ok('企业 ID 和 Secret 有效')
    return refused(probed, {
      faults: tokenFaults,
      address: wecomAddressSetting,
      todo: '核对 WECOM_CORP_ID 和 WECOM_SECRET',
    })
  },
}
