import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { everyCall, untrustedAddress, wecomAddressSetting } from '../wecom-codes.ts'

const where = '企业微信管理后台 → 微信客服 → API → 可调用接口的应用'
const noRight = [
  '应用不能调用微信客服：客户在那里说什么听不到，也发不出去',
  `${where}，勾选这个自建应用`,
] as const

const wrongSecret = [
  '微信客服的 Secret 不对',
  '在企业微信管理后台 → 微信客服 → API 复制 Secret，填到 WECOM_KF_SECRET；用自建应用的就留空',
] as const

/** 微信客服: the right to it, and that the account messages go from is among those the application was given. */
export const wecomKf: Check<PlatformNeeds> = {
  id: 'wecom.kf',
  title: '微信客服权限',
  async find({ probes }) {
    if (probes.kf === null) return skipped('没有配置微信客服（WECOM_KF_ACCOUNT）')
    const { account, hasOwnSecret } = probes.kf
    const probed = await probes.kf.accounts()
    if (probed.kind !== 'ok') {
      return refused(probed, {
        faults: { 40001: wrongSecret, 48001: noRight, 48002: noRight, 48007: noRight },
        elsewhere: hasOwnSecret ? new Set([untrustedAddress]) : everyCall,
        address: wecomAddressSetting,
        todo: noRight[1],
      })
    }
    if (probed.value.includes(account)) return ok(`能用客服账号 ${account}`)
    return bad(
      `客服账号 ${account} 没有给这个应用管理`,
      `${where} → 这个应用 → 可管理的客服账号，加上它；或核对 WECOM_KF_ACCOUNT`,
    )
  },
}
