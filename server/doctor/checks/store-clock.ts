import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

/** Kelu corrects itself by the store's clock; beyond this, logs and other programs of the machine tell another story. */
const mostOffMs = 5_000

export const storeClock: Check<StoreNeeds> = {
  id: 'clock.store',
  title: '本机时钟与存储',
  async find({ storeTime, machineTime }) {
    const before = machineTime().getTime()
    const there = await storeTime()
    if (there === null) return skipped('存储不报告时间')
    const offMs = Math.round((before + machineTime().getTime()) / 2 - there.getTime())
    const told = `本机比存储${offMs < 0 ? '慢' : '快'} ${Math.abs(offMs) / 1_000} 秒`
    if (Math.abs(offMs) <= mostOffMs) return ok(told)
    return bad(told, '在两台机器上打开网络对时（NTP）')
  },
}
