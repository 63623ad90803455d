import type { SandboxClock } from '../clock.ts'
import type { SandboxLimits, SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Ledger } from '../ledger.ts'
import type { People } from '../people.ts'
import type { Scheduler } from '../scheduler.ts'
import type { WecomCall } from './call.ts'
import type { StaffInbox } from './staff-inbox.ts'
import type { WecomState } from './state.ts'

/** All that an API of WeCom may look at or change. */
export interface WecomWorld {
  settings: SandboxSettings
  limits: SandboxLimits
  clock: SandboxClock
  scheduler: Scheduler
  people: People
  ledger: Ledger
  courier: Courier
  state: WecomState
  staffInbox: StaffInbox
  /** Tells Kelu that 微信客服 has something of this account to be fetched. */
  kfBell(openKfid: string): Promise<void>
}

/** One API; throws WecomRefusal, returns the fields beside errcode and errmsg. */
export interface WecomApi {
  method: 'GET' | 'POST'
  handle(
    call: WecomCall,
    world: WecomWorld,
  ): Record<string, unknown> | undefined | Promise<Record<string, unknown> | undefined>
}
