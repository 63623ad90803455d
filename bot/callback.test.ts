import * as oracle from '@wecom/crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { corp, type EdgeWorld, edgeWorld } from '../test/builders/edge-world.ts'
import { createCallbackRouter } from './callback-router.ts'

const keys = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', receiver: corp }
let world: EdgeWorld
let base: string
let handled: string[]
let results: string[]

beforeEach(async () => {
  world = await edgeWorld()
  handled = []
  results = []
  const inbox = world.inboxWith({
    wecom: async (_payload, record) => {
      handled.push(record._id)
      return 'done'
    },
  })
  const { clock, log, activity } = world
  const count = (result: string) => results.push(result)
  const router = createCallbackRouter({
    apps: { customer: keys },
    inbox,
    clock,
    log,
    background: activity.background,
    count,
  })
  base = await world.serve([router])
})
afterEach(() => world.close())

const nowSeconds = () => Math.floor(world.clock.now().getTime() / 1_000)

function added(person: string, more = ''): string {
  return `<xml><ToUserName><![CDATA[${corp}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${nowSeconds()}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType><UserID><![CDATA[lihua]]></UserID><ExternalUserID><![CDATA[${person}]]></ExternalUserID>${more}</xml>`
}

interface Sent {
  query: string
  body: string
}
let nonces = 0
/** What WeCom would send, newly encrypted each time, by the reference implementation. */
function delivery(
  inner: string,
  change: Partial<Record<'receiver' | 'timestamp' | 'token' | 'nonce', string>> = {},
): Sent {
  const cipher = oracle.encrypt(keys.aesKey, inner, change.receiver ?? corp)
  const timestamp = change.timestamp ?? String(nowSeconds())
  const nonce = change.nonce ?? `n${nonces++}`
  const signature = oracle.getSignature(change.token ?? keys.token, timestamp, nonce, cipher)
  return {
    query: `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
    body: `<xml><ToUserName><![CDATA[${corp}]]></ToUserName><Encrypt><![CDATA[${cipher}]]></Encrypt><AgentID></AgentID></xml>`,
  }
}
const post = (sent: Sent, app = 'customer') =>
  fetch(`${base}/wecom/callback/${app}?${sent.query}`, { method: 'POST', body: sent.body })

describe('the console’s check of the URL', () => {
  const check = (echo: string, change: { token?: string; timestamp?: string } = {}) => {
    const cipher = oracle.encrypt(keys.aesKey, echo, corp)
    const timestamp = change.timestamp ?? String(nowSeconds())
    const signature = oracle.getSignature(change.token ?? keys.token, timestamp, 'n', cipher)
    const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce: 'n', echostr: cipher })
    return fetch(`${base}/wecom/callback/customer?${query}`)
  }

  it('is answered within a second with the bare text', async () => {
    const started = performance.now()
    const answer = await check('1616140317555161061')
    expect([answer.status, await answer.text()]).toEqual([200, '1616140317555161061'])
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('is refused under another token, outside the window, or without a parameter', async () => {
    expect((await check('1', { token: 'other' })).status).toBe(403)
    expect((await check('1', { timestamp: String(nowSeconds() - 601) })).status).toBe(403)
    expect((await fetch(`${base}/wecom/callback/customer?timestamp=1`)).status).toBe(400)
  })
})

describe('a delivery', () => {
  it('is durable before it is acknowledged with an empty body, and then dealt with', async () => {
    const answer = await post(delivery(added('wm1')))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(await world.inboxRecords()).toHaveLength(1)
    await world.activity.settled()
    expect(handled).toEqual([expect.stringContaining('wm1')])
  })

  it('makes one record when it comes again, byte for byte or newly encrypted later', async () => {
    const inner = added('wm1', '<WelcomeCode><![CDATA[w1]]></WelcomeCode>')
    const first = delivery(inner)
    expect((await post(first)).status).toBe(200)
    expect((await post(first)).status).toBe(200)
    world.clock.advance(5_000)
    expect((await post(delivery(inner))).status).toBe(200)
    await world.activity.settled()
    expect(await world.inboxRecords()).toHaveLength(1)
    expect(handled).toHaveLength(1)
    expect(results).toEqual(['stored', 'repeated', 'repeated'])
  })

  it('makes two records for two people in the same second', async () => {
    await Promise.all([post(delivery(added('wm1'))), post(delivery(added('wm2')))])
    expect(await world.inboxRecords()).toHaveLength(2)
  })

  it('makes one record when twenty copies come at once', async () => {
    const inner = added('wm1')
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(delivery(inner))))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
    await world.activity.settled()
    expect(await world.inboxRecords()).toHaveLength(1)
    expect(handled).toHaveLength(1)
  })

  it('keeps no contact or code in clear', async () => {
    await post(delivery(added('wm1', '<WelcomeCode><![CDATA[secret-code]]></WelcomeCode>')))
    expect(JSON.stringify(await world.inboxRecords())).not.toContain('secret-code')
  })

  it.each([
    ['no XML', () => 'hello'],
    ['no CreateTime', () => added('wm1').replace(/<CreateTime>.*<\/CreateTime>/, '')],
    ['an element twice that is one', () => added('wm1', '<UserID>again</UserID>')],
    [
      'an element named like a prototype',
      () => '<xml><__proto__><CreateTime>1</CreateTime></__proto__></xml>',
    ],
    ['nothing', () => ''],
  ])('that is authentic but holds %s is kept, counted and acknowledged', async (_what, inner) => {
    expect((await post(delivery(inner()))).status).toBe(200)
    expect((await post(delivery(inner()))).status).toBe(200)
    expect(await world.inboxRecords()).toMatchObject([{ kind: 'unreadable' }])
    expect(results).toEqual(['unreadable', 'repeated'])
  })
})
