import { contactQuota } from '../../../domain/contact-sync/estimate.ts'
import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

const dayMs = 86_400_000
/** One night may be missed: machines are switched off. */
const longestMs = 2 * dayMs

export const contactsSynced: Check<StoreNeeds> = {
  id: 'wecom.contacts',
  title: '员工和好友已同步',
  async find({ syncReport, contactLimit, now }) {
    const report = await syncReport()
    if (report === null) return skipped('还没有同步过：每天 2:30 自动同步，也可以运行 kelu sync')
    if (now().getTime() - report.at.getTime() > longestMs) {
      return bad('两天没有同步了', '让一个 worker 在夜里运行，或运行 kelu sync')
    }
    const { people = 0, staff = 0 } = report.counts
    const quota = contactQuota(people, contactLimit())
    if (quota?.isNear) {
      const share = Math.round(quota.share * 100)
      return bad(
        `外部联系人 ${people} 人，已到免费额度 ${quota.limit} 的 ${share}%`,
        '在企业微信后台清理或扩容；额度变了就改“设置 - 企业微信”',
      )
    }
    if (report.skipped.length > 0) {
      return bad(`跳过了 ${report.skipped.length} 位员工的客户`, '到“客户同步”页看是谁、为什么、怎么办')
    }
    return ok(`${staff} 位员工，${people} 位客户`)
  },
}
