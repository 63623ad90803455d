import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

export const peopleGoOn: Check<StoreNeeds> = {
  id: 'people.overdue',
  title: '到期的人有人接手',
  async find({ running }) {
    const { roles, overdue } = await running()
    if (roles.length === 0) return skipped('没有在运行的客旅')
    if (overdue === 0) return ok('没有人到期超过 10 分钟')
    return bad(
      `${overdue} 人到期超过 10 分钟没有人接手`,
      '看“系统 → 运行”里处理进程在不在、忙不忙；在而不动，就看它的日志，或重启它',
    )
  },
}
