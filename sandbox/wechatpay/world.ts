import type { SandboxClock } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Ledger } from '../ledger.ts'
import type { People } from '../people.ts'
import type { PlatformRequest } from '../platform-server.ts'
import type { Scheduler } from '../scheduler.ts'
import type { PayKeys } from './keys.ts'
import type { PayState } from './state.ts'

export interface PayWorld {
  settings: SandboxSettings
  clock: SandboxClock
  scheduler: Scheduler
  people: People
  ledger: Ledger
  courier: Courier
  state: PayState
  /** Made when they are first needed. */
  keys(): Promise<PayKeys>
}

/** What one API answers: `undefined` = 204, bytes = a file, which is not signed. */
export type PayResult = Record<string, unknown> | Buffer | undefined

export interface PayCall {
  /** What stands in the path where the API has a variable. */
  named: string
  request: PlatformRequest
  keys: PayKeys
  world: PayWorld
}

/** One API; throws PayRefusal. */
export interface PayApi {
  method: 'GET' | 'POST'
  path: RegExp
  handle(call: PayCall): PayResult
}
