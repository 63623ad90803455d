import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

export const workers: Check<StoreNeeds> = {
  id: 'workers',
  title: '处理进程',
  async find({ running }) {
    const { roles } = await running()
    if (roles.length === 0) return skipped('没有在运行的客旅')
    const working = roles.filter((role) => role !== 'web').length
    if (working > 0) return ok(`${working} 个进程在处理到期的事`)
    return bad('只有网页进程在运行，到期的事没有人做', '启动一个 ROLE=worker（或 ROLE=all）的客旅')
  },
}
