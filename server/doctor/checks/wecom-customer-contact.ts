import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { everyCall, wecomAddressSetting } from '../wecom-codes.ts'

const noRight = [
  '应用没有客户联系的权限',
  '企业微信管理后台 → 客户联系 → API → 可调用接口的应用，勾选这个自建应用',
] as const

export const wecomCustomerContact: Check<PlatformNeeds> = {
  id: 'wecom.customerContact',
  title: '客户联系权限',
  async find({ probes, salespeople }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    const probed = await probes.wecom.followUsers()
    if (probed.kind !== 'ok') {
      return refused(probed, {
        faults: { 48001: noRight, 48002: noRight, 84074: noRight },
        elsewhere: everyCall,
        address: wecomAddressSetting,
        todo: noRight[1],
      })
    }
    const range = '企业微信管理后台 → 客户联系 → 权限配置 → 使用范围'
    if (probed.value.length === 0) return bad('没有一位成员能用客户联系', `${range}，加上销售`)
    const able = new Set(probed.value.map((userid) => userid.toLowerCase()))
    const missing = (await salespeople()).filter((userid) => !able.has(userid.toLowerCase()))
    if (missing.length === 0) return ok(`${probed.value.length} 位成员能用客户联系`)
    return bad(`${missing.join('、')} 不能用客户联系：他们的客户收不到欢迎语`, `${range}，加上他们`)
  },
}
