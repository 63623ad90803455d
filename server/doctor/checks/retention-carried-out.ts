import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

/** One night may be missed: machines are switched off. */
const longestMs = 2 * 86_400_000

export const retentionCarriedOut: Check<StoreNeeds> = {
  id: 'privacy.retention',
  title: '到期的记录已删除',
  async find({ retentionDay, now }) {
    const last = await retentionDay()
    if (last === null) return skipped('还没有删过：每天 5:10 自动删除到期的记录')
    if (now().getTime() - last.at.getTime() > longestMs) {
      const day = last.endedAt === undefined ? `${last._id} 的没有删完` : `最近一次是 ${last._id}`
      return bad(
        `两天没有删除到期的记录了，${day}`,
        '让一个 worker 在夜里运行；再不行看日志里的 retention.nightly',
      )
    }
    const count = Object.values(last.removed).reduce((sum, one) => sum + one, 0)
    return ok(`${last._id} 删了 ${count} 条，每天的在 系统 → 个人信息`)
  },
}
