import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { everyCall, wecomAddressSetting } from '../wecom-codes.ts'

/** Outside the range (document 90313), or no such member at all. */
const unseen = new Set(['60011', '60111', '40003'])
/** Enough to show a range that was set wrong; each is one call. */
const mostAsked = 50

export const wecomVisibleRange: Check<PlatformNeeds> = {
  id: 'wecom.visibleRange',
  title: '应用可见范围',
  async find({ probes, salespeople }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    const team = (await salespeople()).slice(0, mostAsked)
    if (team.length === 0) return skipped('没有销售名单（STAFF_FILE）')
    const missing: string[] = []
    for (const userid of team) {
      const probed = await probes.wecom.member(userid)
      if (probed.kind === 'ok') continue
      if (!unseen.has(probed.code)) {
        return refused(probed, {
          faults: {},
          elsewhere: everyCall,
          address: wecomAddressSetting,
          todo: '查看企业微信的错误码说明',
        })
      }
      missing.push(userid)
    }
    if (missing.length === 0) return ok(`${team.length} 位销售都看得到`)
    return bad(
      `看不到 ${missing.join('、')}：任务卡片发不到他们`,
      '企业微信管理后台 → 应用管理 → 自建应用 → 可见范围，加上他们；userid 写错的在 STAFF_FILE 里改',
    )
  },
}
