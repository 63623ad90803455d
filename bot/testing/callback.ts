import * as oracle from '@wecom/crypto'
import { corp, edgeWorld } from '../../test/testing/edge-world.ts'
import { createCallbackRouter } from '../callback-router.ts'

const keys = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', receiver: corp }

export interface Sent {
  query: string
  body: string
}
export type Change = Partial<Record<'receiver' | 'timestamp' | 'token' | 'nonce', string>>

/** The callback address on an edge world, and WeCom calling it: encrypted and signed by the reference implementation. */
export async function callbackWorld() {
  const world = await edgeWorld()
  const { clock, log, activity } = world
  /** Inbox ids of what was dealt with. */
  const handled: string[] = []
  /** What was counted of each delivery. */
  const results: string[] = []
  const inbox = world.inboxWith({
    wecom: async (_payload, record) => {
      handled.push(record._id)
      return 'done'
    },
  })
  const router = createCallbackRouter({
    apps: { customer: keys },
    inbox,
    clock,
    log,
    background: activity.background,
    count: (result) => results.push(result),
  })
  const base = await world.serve([router])

  const nowSeconds = () => Math.floor(clock.now().getTime() / 1_000)
  let nonces = 0
  function seal(text: string, change: Change = {}) {
    const cipher = oracle.encrypt(keys.aesKey, text, change.receiver ?? corp)
    const timestamp = change.timestamp ?? String(nowSeconds())
    const nonce = change.nonce ?? `n${nonces++}`
    const signature = oracle.getSignature(change.token ?? keys.token, timestamp, nonce, cipher)
    return { cipher, query: `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}` }
  }
  /** What WeCom would send, newly encrypted each time. */
  function delivery(inner: string, change?: Change): Sent {
    const { cipher, query } = seal(inner, change)
    const body = `<xml><ToUserName><![CDATA[${corp}]]></ToUserName><Encrypt><![CDATA[${cipher}]]></Encrypt><AgentID></AgentID></xml>`
    return { query, body }
  }
  const post = ({ query, body }: Sent, app = 'customer') =>
    fetch(`${base}/wecom/callback/${app}?${query}`, { method: 'POST', body })

  return {
    ...world,
    base,
    handled,
    results,
    nowSeconds,
    /** The inner XML of a friend added now. */
    added: (person: string, more = '') =>
      `<xml><ToUserName><![CDATA[${corp}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${nowSeconds()}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType><UserID><![CDATA[lihua]]></UserID><ExternalUserID><![CDATA[${person}]]></ExternalUserID>${more}</xml>`,
    delivery,
    post,
    deliver: (inner: string) => post(delivery(inner)),
    /** The console’s check of the URL. */
    check(echo: string, change?: Change) {
      const { cipher, query } = seal(echo, change)
      return fetch(`${base}/wecom/callback/customer?${query}&${new URLSearchParams({ echostr: cipher })}`)
    },
  }
}
export type CallbackWorld = Awaited<ReturnType<typeof callbackWorld>>
