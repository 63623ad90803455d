import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

export const wecomUnionid: Check<PlatformNeeds> = {
  id: 'wecom.unionid',
  title: '微信开放平台绑定',
  async find({ probes }) {
    if (probes.wecom === null) return skipped('没有配置企业微信')
    const members = await probes.wecom.followUsers()
    if (members.kind !== 'ok') return skipped('先解决上面的问题')
    const told = await probes.wecom.tellsUnionid(members.value)
    if (told.kind !== 'ok') return skipped(`这次没能看客户详情（${told.code}）`)
    if (told.value === null) return skipped('还没有微信客户，等有了再看')
    if (told.value) return ok('客户详情里有 unionid')
    return bad(
      '客户详情里没有 unionid：企业微信好友和小程序用户合不到一起',
      '企业微信管理后台 → 客户联系 → API → 微信开发者ID，绑定小程序所在的微信开放平台账号',
    )
  },
}
