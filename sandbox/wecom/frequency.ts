import { type SandboxClock, shanghaiWindow } from '../clock.ts'
import type { SandboxLimits } from '../contract.ts'
import { createWindowCounter } from '../windows.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

/** All callers here have the same one. */
const address = 'address'

/**
 * Frequency per API and per address (document 90454): over a minute's limit blocks 60 s, over an hour's 60 min. Whether a
 * refused call counts for the other limit is open; here it does.
 */
export function createFrequency(
  clock: SandboxClock,
  limits: SandboxLimits,
): { allows(api: string): boolean } {
  const minutes = createWindowCounter()
  const hours = createWindowCounter()
  const blockedUntilMs = new Map<string, number>()

  function take(key: string, mostPerMinute: number, mostPerHour: number): boolean {
    const now = clock.now()
    const nowMs = now.getTime()
    if (nowMs < (blockedUntilMs.get(key) ?? 0)) return false
    const inMinute = minutes.add(key, shanghaiWindow(now, minuteMs))
    const inHour = hours.add(key, shanghaiWindow(now, hourMs))
    if (inHour > mostPerHour) blockedUntilMs.set(key, nowMs + hourMs)
    else if (inMinute > mostPerMinute) blockedUntilMs.set(key, nowMs + minuteMs)
    return inHour <= mostPerHour && inMinute <= mostPerMinute
  }

  return {
    allows(api) {
      const ofAddress = take(address, limits.wecomPerAddressMinute, limits.wecomPerAddressHour)
      const ofApi = take(api, limits.wecomPerApiMinute, limits.wecomPerApiHour)
      return ofAddress && ofApi
    },
  }
}
