import { type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { everyCall, wecomAddressSetting } from '../wecom-codes.ts'

const noRight = [
  '应用看不到联系客户统计',
  '企业微信管理后台 → 客户联系 → API → 可调用接口的应用，勾选这个自建应用，并把导购加进应用的可见范围',
] as const

/** 联系客户统计, asked of one member who has the feature: what is missing for them is missing for all. */
export const wecomBehaviour: Check<PlatformNeeds> = {
  id: 'wecom.behaviour',
  title: '联系客户统计',
  async find({ probes, clock }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    const members = await probes.wecom.followUsers()
    const one = members.kind === 'ok' ? members.value[0] : undefined
    if (one === undefined) return skipped('没有能用客户联系的成员可问，先看「客户联系权限」')
    const probed = await probes.wecom.behaviour(one, clock.now())
    if (probed.kind === 'ok') return ok('能取到导购昨天的聊天数、回复率和新增客户')
    return refused(probed, {
      faults: { 48001: noRight, 48002: noRight, 60011: noRight, 84074: noRight },
      elsewhere: everyCall,
      address: wecomAddressSetting,
      todo: noRight[1],
    })
  },
}
