import { type SandboxClock, unixSeconds } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Scheduler } from '../scheduler.ts'
import type { PayOrder } from '../wechatpay/state.ts'
import { pushEnvelope } from './push-envelope.ts'
import { xmlOf } from './xml.ts'

export type PushItem = Record<string, string | number>

/** What the mini-program's message push tells of one user, a moment after it happened. */
export interface PushSender {
  subscription(event: SubscriptionEvent, openid: string, items: PushItem[]): void
  /** At shipping with empty times, and again once it was received. */
  settlement(order: PayOrder, receivedAt: Date | null): void
}
type SubscriptionEvent =
  | 'subscribe_msg_popup_event'
  | 'subscribe_msg_change_event'
  | 'subscribe_msg_sent_event'

const wrappers: Record<SubscriptionEvent, string> = {
  subscribe_msg_popup_event: 'SubscribeMsgPopupEvent',
  subscribe_msg_change_event: 'SubscribeMsgChangeEvent',
  subscribe_msg_sent_event: 'SubscribeMsgSentEvent',
}
const afterMs = 1_000
/** Up to three; their spacing is not published, so this one is ours. */
const retryAfterMs = [10_000, 30_000, 60_000] as const

export function createPushSender(deps: {
  settings: SandboxSettings
  clock: SandboxClock
  courier: Courier
  scheduler: Scheduler
}): PushSender {
  const { settings, clock, courier, scheduler } = deps

  return {
    subscription(event, openid, items) {
      const { mode, format } = settings.mpPush
      if (mode === 'off') return
      const common = {
        ToUserName: settings.mpOriginalId,
        FromUserName: openid,
        CreateTime: unixSeconds(clock.now()),
        MsgType: 'event',
        Event: event,
      }
      // An object where there is one item, an array where there are several.
      const json = { ...common, List: items.length === 1 ? items[0] : items }
      const message =
        format === 'xml' ? xmlOf({ ...common, [wrappers[event]]: { List: items } }) : JSON.stringify(json)
      deliver(event, openid, { openid, items: JSON.stringify(items) }, message)
    },

    settlement({ openid, outTradeNo, transactionId = '' }, receivedAt) {
      if (settings.mpPush.mode === 'off') return
      const fields = {
        ToUserName: settings.mpOriginalId,
        FromUserName: openid,
        CreateTime: unixSeconds(clock.now()),
        MsgType: 'event',
        Event: 'trade_manage_order_settlement',
        transaction_id: transactionId,
        merchant_trade_no: outTradeNo,
        confirm_receive_time: receivedAt === null ? '' : unixSeconds(receivedAt),
        settlement_time: '',
      }
      const message = settings.mpPush.format === 'xml' ? xmlOf(fields) : JSON.stringify(fields)
      deliver(fields.Event, openid, { openid, transactionId }, message)
    },
  }

  function deliver(event: string, openid: string, about: Record<string, string>, message: string): void {
    const notice = {
      kind: `mp.${event}`,
      about,
      make: (target: string) => pushEnvelope(target, { openid, message }, settings, clock.now()),
      acceptedBy: ({ status, body }: { status: number; body: string }) =>
        status === 200 && (body === 'success' || body === ''),
      retryAfterMs,
    }
    scheduler.at(new Date(clock.now().getTime() + afterMs), () => courier.deliver(notice))
  }
}
