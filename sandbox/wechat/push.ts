import { createHash, randomBytes } from 'node:crypto'
import { type SandboxClock, unixSeconds } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Outbound } from '../exchange.ts'
import type { Scheduler } from '../scheduler.ts'
import { encryptMessage, signMessage } from '../wecom/callback-crypto.ts'

export type PushItem = Record<string, string | number>

/** What the mini-program's message push tells of one user, a moment after it happened. */
export interface PushSender {
  subscription(event: SubscriptionEvent, openid: string, items: PushItem[]): void
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

  function outbound(target: string, openid: string, message: string): Outbound {
    const { token, aesKey, mode, format } = settings.mpPush
    const timestamp = String(unixSeconds(clock.now()))
    const nonce = randomBytes(5).readUIntBE(0, 5).toString()
    const url = new URL(`${target}/mp/push`)
    const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
    for (const [name, value] of Object.entries({ signature, timestamp, nonce, openid }))
      url.searchParams.set(name, value)
    const headers = { 'content-type': format === 'xml' ? 'text/xml' : 'application/json' }
    if (mode === 'plain') return { method: 'POST', url: url.href, headers, body: message }
    const encrypted = encryptMessage({ aesKey, message, receiver: settings.mpAppId })
    url.searchParams.set('encrypt_type', 'aes')
    url.searchParams.set('msg_signature', signMessage(token, timestamp, nonce, encrypted))
    const envelope = { ToUserName: settings.mpOriginalId, Encrypt: encrypted }
    const body = format === 'xml' ? xmlOf(envelope) : JSON.stringify(envelope)
    return { method: 'POST', url: url.href, headers, body }
  }

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
      const notice = {
        kind: `mp.${event}`,
        about: { openid, items: JSON.stringify(items) },
        make: (target: string) => outbound(target, openid, message),
        acceptedBy: ({ status, body }: { status: number; body: string }) =>
          status === 200 && (body === 'success' || body === ''),
        retryAfterMs,
      }
      scheduler.at(new Date(clock.now().getTime() + afterMs), () => courier.deliver(notice))
    },
  }
}

function xmlOf(fields: Record<string, unknown>): string {
  return `<xml>${elements(fields)}</xml>`
}

function elements(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => `<${name}>${inner(each)}</${name}>`),
    )
    .join('')
}

function inner(value: unknown): string {
  if (typeof value === 'object' && value !== null) return elements(value as Record<string, unknown>)
  return typeof value === 'number' ? String(value) : `<![CDATA[${value}]]>`
}
