import { type SandboxClock, shanghaiWindow } from '../clock.ts'
import { createMovingCounter, createWindowCounter } from '../windows.ts'
import { SmsRefusal } from './call.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

const codePerMinute = 1
const codePerHour = 5
const codePerDay = 10
const othersPerDay = 50

/** Limits per phone (help 44335): minute and hour are clock windows, a day is 24 h back; counted at submission. */
export interface SmsFrequency {
  /** @throws SmsRefusal isv.BUSINESS_LIMIT_CONTROL; counts the message otherwise */
  take(phone: string, templateCode: string, type: 'notification' | 'marketing' | 'code'): void
}

export function createSmsFrequency(clock: SandboxClock): SmsFrequency {
  const minutes = createWindowCounter()
  const hours = createWindowCounter()
  const days = createMovingCounter(dayMs)

  function takeCode(phone: string, now: Date): void {
    const nowMs = now.getTime()
    const [minute, hour] = [shanghaiWindow(now, minuteMs), shanghaiWindow(now, hourMs)]
    if (minutes.count(phone, minute) >= codePerMinute) refuse('分钟', codePerMinute)
    if (hours.count(phone, hour) >= codePerHour) refuse('小时', codePerHour)
    if (days.count(`code ${phone}`, nowMs) >= codePerDay) refuse('天', codePerDay)
    minutes.add(phone, minute)
    hours.add(phone, hour)
    days.add(`code ${phone}`, nowMs)
  }

  return {
    take(phone, templateCode, type) {
      const now = clock.now()
      if (type === 'code') return takeCode(phone, now)
      const key = `${templateCode} ${phone}`
      if (days.count(key, now.getTime()) >= othersPerDay) refuse('天', othersPerDay)
      days.add(key, now.getTime())
    },
  }
}

function refuse(window: string, permits: number): never {
  throw new SmsRefusal('isv.BUSINESS_LIMIT_CONTROL', `触发${window}级流控Permits:${permits}`)
}
