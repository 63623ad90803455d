import { type SandboxClock, shanghaiWindow } from '../clock.ts'
import type { SandboxLimits } from '../contract.ts'
import { createWindowCounter } from '../windows.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

/** Frequency per API (document 90454): over a minute's limit blocks 60 s, over an hour's 60 min. */
export function createFrequency(
  clock: SandboxClock,
  limits: SandboxLimits,
): { allows(api: string): boolean } {
  const minutes = createWindowCounter()
  const hours = createWindowCounter()
  const blockedUntilMs = new Map<string, number>()
  return {
    allows(api) {
      const now = clock.now()
      const nowMs = now.getTime()
      if (nowMs < (blockedUntilMs.get(api) ?? 0)) return false
      const inMinute = minutes.add(api, shanghaiWindow(now, minuteMs))
      const inHour = hours.add(api, shanghaiWindow(now, hourMs))
      if (inHour > limits.wecomPerApiHour) blockedUntilMs.set(api, nowMs + hourMs)
      else if (inMinute > limits.wecomPerApiMinute) blockedUntilMs.set(api, nowMs + minuteMs)
      return inHour <= limits.wecomPerApiHour && inMinute <= limits.wecomPerApiMinute
    },
  }
}
