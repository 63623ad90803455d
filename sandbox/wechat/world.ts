import type { SandboxClock } from '../clock.ts'
import type { SandboxLimits, SandboxSettings } from '../contract.ts'
import type { Ledger } from '../ledger.ts'
import type { People } from '../people.ts'
import type { PayOrder } from '../wechatpay/state.ts'
import type { WindowCounter } from '../windows.ts'
import type { WechatCall } from './call.ts'
import type { PushSender } from './push.ts'
import type { WechatState } from './state.ts'

export interface WechatWorld {
  settings: SandboxSettings
  limits: SandboxLimits
  clock: SandboxClock
  people: People
  ledger: Ledger
  push: PushSender
  /** What was ordered at WeChat Pay, by number. */
  payOrders(): ReadonlyMap<string, PayOrder>
  state: WechatState
  /** Frequencies by calendar window. */
  counter: WindowCounter
}

/** One API; throws WechatRefusal. */
export interface WechatApi {
  method: 'GET' | 'POST'
  needsToken: boolean
  /** `appid`: of the mini-program the token is for; empty where none is needed. */
  handle(
    call: WechatCall,
    world: WechatWorld,
    appid: string,
  ): Record<string, unknown> | Promise<Record<string, unknown>>
}
