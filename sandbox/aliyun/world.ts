import type { SandboxClock } from '../clock.ts'
import type { SandboxLimits, SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Ledger } from '../ledger.ts'
import type { Scheduler } from '../scheduler.ts'
import type { SmsFrequency } from './frequency.ts'
import type { AliyunState } from './state.ts'

export interface AliyunWorld {
  settings: SandboxSettings
  limits: SandboxLimits
  clock: SandboxClock
  scheduler: Scheduler
  ledger: Ledger
  courier: Courier
  state: AliyunState
  frequency: SmsFrequency
}

/** One action; throws SmsRefusal or GatewayRefusal, returns the fields beside Code and Message. */
export type AliyunAction = (query: URLSearchParams, world: AliyunWorld) => Record<string, unknown>
