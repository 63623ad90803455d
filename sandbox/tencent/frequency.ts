import { type SandboxClock, shanghaiWindow } from '../clock.ts'
import type { SandboxLimits } from '../contract.ts'
import { createMovingCounter, createWindowCounter } from '../windows.ts'
import { NumberRefusal } from './call.ts'

const halfMinuteMs = 30_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/** Limits per phone (382/3771): the same text once in 30 s, an hour as the account set it, ten in a calendar day. */
export interface SmsFrequency {
  /** @throws NumberRefusal LimitExceeded.*; counts the message otherwise */
  take(phone: string, text: string): void
}

export function createSmsFrequency(clock: SandboxClock, limits: SandboxLimits): SmsFrequency {
  const same = createMovingCounter(halfMinuteMs)
  const hours = createWindowCounter()
  const days = createWindowCounter()
  return {
    take(phone, text) {
      const now = clock.now()
      const [hour, day] = [shanghaiWindow(now, hourMs), shanghaiWindow(now, dayMs)]
      const content = `${phone} ${text}`
      if (same.count(content, now.getTime()) >= 1) {
        refuse(
          'PhoneNumberThirtySecondLimit',
          'the number of SMS messages sent from a single mobile number within 30 seconds exceeds the upper limit',
        )
      }
      if (hours.count(phone, hour) >= limits.tencentPerPhoneHour) {
        refuse(
          'PhoneNumberOneHourLimit',
          'the number of SMS messages sent from a single mobile number within 1 hour exceeds the upper limit',
        )
      }
      if (days.count(phone, day) >= limits.tencentPerPhoneDay) {
        refuse(
          'PhoneNumberDailyLimit',
          'the number of SMS messages sent from a single mobile number every day exceeds the upper limit',
        )
      }
      same.add(content, now.getTime())
      hours.add(phone, hour)
      days.add(phone, day)
    },
  }
}

function refuse(limit: string, message: string): never {
  throw new NumberRefusal(`LimitExceeded.${limit}`, message)
}
