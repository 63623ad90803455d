import { type SandboxClock, shanghaiText, shanghaiWindow } from '../clock.ts'
import type { SandboxLimits } from '../contract.ts'
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
  /** @throws SmsRefusal over the account's own threshold of the day or month; counts the messages otherwise */
  takeOfAccount(messages: number): void
}

export function createSmsFrequency(clock: SandboxClock, limits: SandboxLimits): SmsFrequency {
  const minutes = createWindowCounter()
  const hours = createWindowCounter()
  const days = createMovingCounter(dayMs)
  const account = createWindowCounter()

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
    takeOfAccount(messages) {
      const [year, month, day] = shanghaiText(clock.now()).slice(0, 10).split('-').map(Number)
      const inMonth = year! * 100 + month!
      const inDay = inMonth * 100 + day!
      if (account.count('day', inDay) + messages > limits.aliyunMessagesPerDay) {
        throw new SmsRefusal('isv.DAY_LIMIT_CONTROL', '触发日发送限额')
      }
      if (account.count('month', inMonth) + messages > limits.aliyunMessagesPerMonth) {
        throw new SmsRefusal('isv.MONTH_LIMIT_CONTROL', '触发月发送限额')
      }
      for (let n = 0; n < messages; n += 1) {
        account.add('day', inDay)
        account.add('month', inMonth)
      }
    },
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
