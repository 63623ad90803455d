import { request } from 'node:http'
import { createConnection } from 'node:net'
import * as oracle from '@wecom/crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { corp, type EdgeWorld, edgeWorld } from '../test/builders/edge-world.ts'
import { createCallbackRouter } from './callback-router.ts'

const keys = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', receiver: corp }
let world: EdgeWorld
let base: string
let results: string[]

beforeAll(async () => {
  world = await edgeWorld()
  const inbox = world.inboxWith({
    wecom: async () => 'done',
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
afterAll(() => world.close())
beforeEach(() => {
  results = []
})

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

describe('bad input is refused and leaves nothing behind', () => {
  const without = (name: string) => (sent: Sent) => ({
    ...sent,
    query: sent.query.replace(new RegExp(`&?${name}=[^&]*`), ''),
  })
  const twice = (name: string) => (sent: Sent) => ({
    ...sent,
    query: `${sent.query}&${new RegExp(`${name}=[^&]*`).exec(sent.query)}`,
  })
  const same = (sent: Sent) => sent

  it.each<[string, number, () => Sent]>([
    ['another token', 403, () => delivery(added('wm1'), { token: 'other' })],
    ['another receiver', 403, () => delivery(added('wm1'), { receiver: 'wx0000000000000000' })],
    ['a timestamp 601 s old', 403, () => delivery(added('wm1'), { timestamp: String(nowSeconds() - 601) })],
    ['a timestamp 601 s ahead', 403, () => delivery(added('wm1'), { timestamp: String(nowSeconds() + 601) })],
    ['a timestamp that is no number', 400, () => delivery(added('wm1'), { timestamp: 'soon' })],
    ['no signature', 400, () => without('msg_signature')(delivery(added('wm1')))],
    ['no timestamp', 400, () => without('timestamp')(delivery(added('wm1')))],
    ['no nonce', 400, () => without('nonce')(delivery(added('wm1')))],
    ['two signatures', 400, () => twice('msg_signature')(delivery(added('wm1')))],
    ['two timestamps', 400, () => twice('timestamp')(delivery(added('wm1')))],
    ['two nonces', 400, () => twice('nonce')(delivery(added('wm1')))],
    [
      'timestamp and nonce swapped',
      403,
      () => {
        const nonce = String(nowSeconds() - 700)
        const sent = delivery(added('wm1'), { nonce })
        return { ...sent, query: sent.query.replace(/timestamp=(\d+)&nonce=(\d+)/, 'timestamp=$2&nonce=$1') }
      },
    ],
    ['an empty body', 400, () => ({ ...same(delivery(added('wm1'))), body: '' })],
    ['a body that is no envelope', 400, () => ({ ...delivery(added('wm1')), body: '{"encrypt":"x"}' })],
    [
      'two Encrypt elements',
      400,
      () => {
        const sent = delivery(added('wm1'))
        return { ...sent, body: sent.body.replace(/(<Encrypt>.*<\/Encrypt>)/, '$1$1') }
      },
    ],
    [
      'a cipher text that was changed',
      403,
      () => {
        const sent = delivery(added('wm1'))
        return {
          ...sent,
          body: sent.body
            .replace(/CDATA\[(.)(.)/, 'CDATA[$2$1')
            .replace('<Encrypt><![CDATA[', '<Encrypt><![CDATA[AAAA'),
        }
      },
    ],
    ['300 KB', 413, () => ({ ...delivery(added('wm1')), body: 'x'.repeat(300 * 1024) })],
  ])('%s → %i', async (_what, status, sent) => {
    const answer = await post(sent())
    expect(answer.status).toBe(status)
    expect(await world.inboxRecords()).toEqual([])
  })

  it('an unknown app → 404', async () => {
    expect((await post(delivery(added('wm1')), 'nobody')).status).toBe(404)
  })

  it('a body that is not UTF-8 → 400', async () => {
    const { query } = delivery(added('wm1'))
    const body = Buffer.from([0x3c, 0xff, 0xfe])
    expect((await fetch(`${base}/wecom/callback/customer?${query}`, { method: 'POST', body })).status).toBe(
      400,
    )
  })

  it('too large without a length → 413 before the rest is read', async () => {
    const { query } = delivery(added('wm1'))
    let written = 0
    const status = await new Promise((resolve, reject) => {
      const req = request(`${base}/wecom/callback/customer?${query}`, { method: 'POST' }, (res) => {
        resolve(res.statusCode)
        req.destroy()
      })
      req.on('error', (error) => reject(error))
      const more = () => {
        if (req.destroyed || written > 50_000_000) return
        written += 65_536
        req.write(Buffer.alloc(65_536, 120), () => setImmediate(more))
      }
      more()
    })
    expect(status).toBe(413)
    expect(written).toBeLessThan(20_000_000)
  })

  it('a body that drips for longer than 5 s → 408', async () => {
    const { query } = delivery(added('wm1'))
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(Number(new URL(base).port), '127.0.0.1', () => {
        socket.write(
          `POST /wecom/callback/customer?${query} HTTP/1.1\r\nHost: k\r\nContent-Length: 1000\r\n\r\n<x`,
        )
      })
      const drip = setInterval(() => socket.write('m'), 1_000)
      socket.on('data', (data) => {
        clearInterval(drip)
        socket.destroy()
        resolve(data.toString())
      })
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(results).toEqual(['too_slow'])
  })
})
