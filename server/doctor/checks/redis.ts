import { within } from '../../../http/within.ts'
import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

const patienceMs = 3_000

export const redis: Check<PlatformNeeds> = {
  id: 'redis',
  title: 'Redis',
  async find({ probes }) {
    if (probes.redis === null) return skipped('没有设置 REDIS_URL：只能运行一个进程')
    try {
      await within(patienceMs, probes.redis.ping())
      return ok('连得上')
    } catch {
      return bad(
        '连不上：各进程暂时各用各的凭证和限额',
        '检查 REDIS_URL 和 Redis 是否在运行；恢复后客旅自己接上，不用重启',
      )
    }
  },
}
