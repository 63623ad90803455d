import { randomBytes } from 'node:crypto'
import { type SandboxClock, unixSeconds } from '../clock.ts'
import type { SandboxLimits, SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { Outbound } from '../exchange.ts'
import { encryptMessage, signMessage } from './callback-crypto.ts'

export type CallbackApp = 'customer' | 'agent'

/** Inner XML of an event: texts in CDATA, integers bare. */
export type EventFields = Record<string, string | number>

/** Three retries; their spacing is not published, so this one is ours. */
const retryAfterMs = [10_000, 30_000, 60_000] as const

/** Tells Kelu what happened in WeCom, encrypted as document 91144 says. */
export interface EventSender {
  send(app: CallbackApp, kind: string, fields: EventFields): Promise<void>
  /** The administrator saves the URL: true when Kelu decrypted the echo and answered in time with it alone. */
  verifyUrl(app: CallbackApp): Promise<boolean>
}

export function createEventSender(deps: {
  settings: SandboxSettings
  limits: SandboxLimits
  clock: SandboxClock
  courier: Courier
}): EventSender {
  const { settings, limits, clock, courier } = deps

  function sealed(app: CallbackApp, target: string, message: string): { url: URL; encrypted: string } {
    const encrypted = encryptMessage({
      aesKey: settings.callbackAesKey,
      message,
      receiver: settings.corpId,
    })
    const timestamp = String(unixSeconds(clock.now()))
    const nonce = randomBytes(5).readUIntBE(0, 5).toString()
    const url = new URL(`${target}/wecom/callback/${app}`)
    url.searchParams.set('msg_signature', signMessage(settings.callbackToken, timestamp, nonce, encrypted))
    url.searchParams.set('timestamp', timestamp)
    url.searchParams.set('nonce', nonce)
    return { url, encrypted }
  }

  function post(app: CallbackApp, target: string, message: string): Outbound {
    const { url, encrypted } = sealed(app, target, message)
    const agent = app === 'agent' ? String(settings.agentId) : ''
    return {
      method: 'POST',
      url: url.href,
      headers: { 'content-type': 'text/xml' },
      body: `<xml><ToUserName><![CDATA[${settings.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID><![CDATA[${agent}]]></AgentID></xml>`,
    }
  }

  return {
    async send(app, kind, fields) {
      const message = xmlOf({
        ToUserName: settings.corpId,
        CreateTime: unixSeconds(clock.now()),
        MsgType: 'event',
        ...fields,
        ...(app === 'agent' && { AgentID: settings.agentId }),
      })
      const texts = Object.entries(fields).map(([name, value]) => [name, String(value)])
      await courier.deliver({
        kind,
        about: Object.fromEntries(texts) as Record<string, string>,
        make: (target) => post(app, target, message),
        acceptedBy: (answer) => answer.status === 200,
        retryAfterMs,
      })
    },
    async verifyUrl(app) {
      const target = courier.target()
      if (target === undefined) throw new Error('setTarget first: there is no callback URL to verify')
      const echo = randomBytes(8).readBigUInt64BE().toString()
      const { url, encrypted } = sealed(app, target, echo)
      url.searchParams.set('echostr', encrypted)
      const asked = courier.ask({ method: 'GET', url: url.href }, limits.callbackEchoMs)
      const answer = await asked.catch(() => undefined)
      return answer?.status === 200 && answer.body === echo
    },
  }
}

function xmlOf(fields: EventFields): string {
  const parts = Object.entries(fields).map(([name, value]) => {
    const inner =
      typeof value === 'number' ? String(value) : `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
    return `<${name}>${inner}</${name}>`
  })
  return `<xml>${parts.join('')}</xml>`
}
