import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'

/** A welcome has 20 seconds by the platform's time; platforms tell whole seconds. */
const mostOffMs = 5_000

export const platformClock: Check<PlatformNeeds> = {
  id: 'clock.platforms',
  title: '时钟与平台',
  async find({ probes, clock }) {
    const off: { platform: string; offMs: number }[] = []
    for (const { platform, time } of probes.clocks) {
      const before = clock.now().getTime()
      const there = await time().catch(() => null)
      if (there !== null) {
        off.push({ platform, offMs: (before + clock.now().getTime()) / 2 - there.getTime() })
      }
    }
    if (off.length === 0) return skipped('没有平台报告时间')
    // Whole seconds are cut off: half a second on average.
    const told = off.map(({ platform, offMs }) => {
      const seconds = Math.round((offMs - 500) / 1_000)
      return `${platform} ${seconds === 0 ? '一致' : `${seconds < 0 ? '慢' : '快'} ${Math.abs(seconds)} 秒`}`
    })
    const says = `客旅的时钟比平台：${told.join('，')}`
    if (off.every(({ offMs }) => Math.abs(offMs - 500) <= mostOffMs)) return ok(says)
    return bad(says, '在存储所在的机器上打开网络对时（NTP）：偏差大时欢迎语过期、签名被拒')
  },
}
