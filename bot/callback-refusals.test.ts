import { request } from 'node:http'
import { createConnection } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CallbackWorld, type Change, callbackWorld, type Sent } from './testing/callback.ts'

let world: CallbackWorld
beforeAll(async () => {
  world = await callbackWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.results.length = 0
})

const anAdd = (change?: Change) => world.delivery(world.added('wm1'), change)

describe('bad input is refused and leaves nothing behind', () => {
  const without = (name: string) => (sent: Sent) => ({
    ...sent,
    query: sent.query.replace(new RegExp(`&?${name}=[^&]*`), ''),
  })
  const twice = (name: string) => (sent: Sent) => ({
    ...sent,
    query: `${sent.query}&${new RegExp(`${name}=[^&]*`).exec(sent.query)}`,
  })

  it.each<[string, number, () => Sent]>([
    ['another token', 403, () => anAdd({ token: 'other' })],
    ['another receiver', 403, () => anAdd({ receiver: 'wx0000000000000000' })],
    ['a timestamp 601 s old', 403, () => anAdd({ timestamp: String(world.nowSeconds() - 601) })],
    ['a timestamp 601 s ahead', 403, () => anAdd({ timestamp: String(world.nowSeconds() + 601) })],
    ['a timestamp that is no number', 400, () => anAdd({ timestamp: 'soon' })],
    ['no signature', 400, () => without('msg_signature')(anAdd())],
    ['no timestamp', 400, () => without('timestamp')(anAdd())],
    ['no nonce', 400, () => without('nonce')(anAdd())],
    ['two signatures', 400, () => twice('msg_signature')(anAdd())],
    ['two timestamps', 400, () => twice('timestamp')(anAdd())],
    ['two nonces', 400, () => twice('nonce')(anAdd())],
    [
      'timestamp and nonce swapped',
      403,
      () => {
        const nonce = String(world.nowSeconds() - 700)
        const sent = anAdd({ nonce })
        return { ...sent, query: sent.query.replace(/timestamp=(\d+)&nonce=(\d+)/, 'timestamp=$2&nonce=$1') }
      },
    ],
    ['an empty body', 400, () => ({ ...anAdd(), body: '' })],
    ['a body that is no envelope', 400, () => ({ ...anAdd(), body: '{"encrypt":"x"}' })],
    [
      'two Encrypt elements',
      400,
      () => {
        const sent = anAdd()
        return { ...sent, body: sent.body.replace(/(<Encrypt>.*<\/Encrypt>)/, '$1$1') }
      },
    ],
    [
      'a cipher text that was changed',
      403,
      () => {
        const sent = anAdd()
        return {
          ...sent,
          body: sent.body
            .replace(/CDATA\[(.)(.)/, 'CDATA[$2$1')
            .replace('<Encrypt><![CDATA[', '<Encrypt><![CDATA[AAAA'),
        }
      },
    ],
    ['300 KB', 413, () => ({ ...anAdd(), body: 'x'.repeat(300 * 1024) })],
  ])('%s → %i', async (_what, status, sent) => {
    const answer = await world.post(sent())
    expect(answer.status).toBe(status)
    expect(await world.inboxRecords()).toEqual([])
  })

  it('an unknown app → 404', async () => {
    expect((await world.post(anAdd(), 'nobody')).status).toBe(404)
  })

  it('a body that is not UTF-8 → 400', async () => {
    const { query } = anAdd()
    const body = Buffer.from([0x3c, 0xff, 0xfe])
    expect(
      (await fetch(`${world.base}/wecom/callback/customer?${query}`, { method: 'POST', body })).status,
    ).toBe(400)
  })

  it('too large without a length → 413 before the rest is read', async () => {
    const { query } = anAdd()
    let written = 0
    const status = await new Promise((resolve, reject) => {
      const req = request(`${world.base}/wecom/callback/customer?${query}`, { method: 'POST' }, (res) => {
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

  const sending = (lengthBytes: number) => {
    const head = `POST /wecom/callback/customer?${anAdd().query} HTTP/1.1\r\nHost: k\r\nContent-Length: ${lengthBytes}\r\n\r\n`
    const socket = createConnection(Number(new URL(world.base).port), '127.0.0.1')
    socket.write(head)
    return socket
  }

  it('too large → 413, heard also by who reads nothing until all is sent', async () => {
    const bytes = 8_000_000
    const socket = sending(bytes).pause()
    const answer = await new Promise<string>((resolve, reject) => {
      socket.on('error', reject)
      socket.write(Buffer.alloc(bytes, 120), () => socket.resume())
      socket.on('data', (data) => {
        socket.destroy()
        resolve(data.toString())
      })
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('too large without an end → cut off a moment after the answer', async () => {
    const socket = sending(1e12)
    const more = () => {
      if (socket.writable) socket.write(Buffer.alloc(1_000, 120), () => setTimeout(more, 5))
    }
    socket.once('connect', more)
    let answer = ''
    await new Promise<void>((resolve) => {
      socket.on('data', (data) => (answer += data))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('a body that drips for longer than 5 s → 408', async () => {
    const { query } = anAdd()
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(Number(new URL(world.base).port), '127.0.0.1', () => {
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
    expect(world.results).toEqual(['too_slow'])
  })
})
