import { createHash } from 'node:crypto'
import { type SandboxClock, shanghaiWindow } from '../clock.ts'
import type { SandboxLimits } from '../contract.ts'
import type { Ledger } from '../ledger.ts'
import { createMovingCounter, createWindowCounter } from '../windows.ts'

export interface StaffMessage {
  kind: 'card' | 'staffText'
  ref?: string
  content: Record<string, unknown>
}

/** Where app messages arrive; drops silently what is too much for one member (document 90454). */
export interface StaffInbox {
  /** @returns whether the member saw it */
  put(userid: string, message: StaffMessage, duplicateCheckMs: number | undefined): boolean
  /** Counts towards the corp's day; false = the day is full and nothing may be sent. */
  takeDaily(persons: number): boolean
}

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
const personTimesPerAccount = 200

export function createStaffInbox(deps: {
  clock: SandboxClock
  limits: SandboxLimits
  ledger: Ledger
}): StaffInbox {
  const lastMinute = createMovingCounter(minuteMs)
  const lastHour = createMovingCounter(hourMs)
  const day = createWindowCounter()
  const sameContent = new Map<string, number>()

  function reasonToDrop(userid: string, print: string, nowMs: number, duplicateCheckMs?: number) {
    const before = sameContent.get(print)
    if (duplicateCheckMs !== undefined && before !== undefined && nowMs - before < duplicateCheckMs) {
      return 'duplicate'
    }
    if (lastMinute.count(userid, nowMs) >= deps.limits.wecomMemberPerMinute) return 'over 30 a minute'
    if (lastHour.count(userid, nowMs) >= deps.limits.wecomMemberPerHour) return 'over 1000 an hour'
    return undefined
  }

  return {
    put(userid, message, duplicateCheckMs) {
      const nowMs = deps.clock.now().getTime()
      const print = createHash('sha256')
        .update(JSON.stringify([userid, message.content]))
        .digest('hex')
      const reason = reasonToDrop(userid, print, nowMs, duplicateCheckMs)
      const delivery = { platform: 'wecom' as const, receiver: userid, ...message }
      if (reason !== undefined) {
        deps.ledger.lost(delivery, reason)
        return false
      }
      sameContent.set(print, nowMs)
      lastMinute.add(userid, nowMs)
      lastHour.add(userid, nowMs)
      deps.ledger.delivered(delivery)
      return true
    },
    takeDaily(persons) {
      const window = shanghaiWindow(deps.clock.now(), dayMs)
      const allowed = deps.limits.wecomAccountLimit * personTimesPerAccount
      if (day.count('all', window) + persons > allowed) return false
      for (let taken = 0; taken < persons; taken += 1) day.add('all', window)
      return true
    },
  }
}
