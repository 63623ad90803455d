import type { SandboxClock } from '../clock.ts'
import type { SandboxLimits, SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Ledger } from '../ledger.ts'
import type { Scheduler } from '../scheduler.ts'
import type { SmsFrequency } from './frequency.ts'
import type { TencentState } from './state.ts'

export interface TencentWorld {
  settings: SandboxSettings
  limits: SandboxLimits
  clock: SandboxClock
  scheduler: Scheduler
  ledger: Ledger
  courier: Courier
  state: TencentState
  frequency: SmsFrequency
}

/** One action; throws CallRefusal, returns the fields beside RequestId. */
export type TencentAction = (given: Record<string, unknown>, world: TencentWorld) => Record<string, unknown>
