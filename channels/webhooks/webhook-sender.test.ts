import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect as netConnect, Socket, type TcpNetConnectOpts } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readNetworks } from './addresses.ts'
import type { Found } from './guarded-agents.ts'
import { createWebhookSender } from './webhook-sender.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

const call = (url: string) => ({ url, headers: { 'webhook-id': 'msg_1' }, body: '{}' })
const refused = { kind: 'failed', why: 'address', code: 'EADDRREFUSED' }

/** A sender on a made-up internet: names are what `names` says at the moment, and connections are noted, not made. */
function recording(names: Record<string, string[]>, allow = '') {
  const connections: string[] = []
  const connect = (options: TcpNetConnectOpts) => {
    const lookup = options.lookup as (
      host: string,
      options: { all: true },
      done: (error: null, found: Found[]) => void,
    ) => void
    lookup(String(options.host), { all: true }, (_, found) => {
      connections.push(...found.map(({ address }) => `${address}:${options.port}`))
    })
    // Nobody is there.
    const socket = new Socket()
    setImmediate(() => socket.destroy(Object.assign(new Error('recorded'), { code: 'ECONNREFUSED' })))
    return socket
  }
  const resolve = async (host: string): Promise<Found[]> =>
    (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const sender = createWebhookSender({
    allowed: readNetworks(allow),
    resolve,
    connect: { plain: connect, tls: connect },
  })
  return { connections, send: (url: string) => sender.send(call(url)) }
}

describe('a webhook is called at public addresses alone', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.7',
    '172.16.3.4',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '[::1]',
    '[::]',
    '[fe80::1]',
    '[fd00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[::ffff:10.0.0.7]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::a00:7]',
    '[64:ff9b:1::a00:7]',
    '[2002:a00:7::1]',
    '[2001:db8::1]',
    '[fec0::1]',
    '2130706433',
    '0x7f.1',
    '017700000001',
  ])('refuses %s, written in the URL and as what a name stands for', async (host) => {
    const literal = new URL(`https://${host}/`).hostname.replace(/[[\]]/g, '')
    const { connections, send } = recording({ 'evil.example': [literal] })
    expect(await send(`https://${host}/hook`)).toEqual(refused)
    expect(await send('https://evil.example/hook')).toEqual(refused)
    expect(connections).toEqual([])
  })

  it('refuses a name that has one such address among good ones, and one that has none', async () => {
    const { connections, send } = recording({ 'both.example': ['93.184.216.34', '10.0.0.1'] })
    expect(await send('https://both.example/')).toEqual(refused)
    expect(await send('https://nobody.example/')).toEqual(refused)
    expect(connections).toEqual([])
  })

  it('connects to the addresses that were looked at, whatever the name stands for a moment later', async () => {
    const names = { 'crm.example': ['93.184.216.34'] }
    const asked = { times: 0 }
    const { connections, send } = recording(
      new Proxy(names, {
        get(target, host: 'crm.example') {
          asked.times += 1
          return asked.times === 1 ? target[host] : ['127.0.0.1']
        },
      }),
    )
    expect(await send('https://crm.example/')).toMatchObject({ why: 'unreachable' })
    expect(connections).toEqual(['93.184.216.34:443'])
    // Asked anew for the next call, it is refused.
    expect(await send('https://crm.example/')).toEqual(refused)
    expect(asked.times).toBe(2)
  })

  it('calls public ones over https alone, and what the operator allows over http, too', async () => {
    const names = { 'erp.example': ['10.1.2.3'], 'crm.example': ['93.184.216.34', '2606:2800:220:1::1'] }
    const { connections, send } = recording(names, '10.1.0.0/16, fd00:1::/64')
    expect(await send('http://crm.example/')).toEqual(refused)
    await send('https://crm.example:8443/')
    await send('http://erp.example:8080/')
    await send('https://[fd00:1::9]/')
    expect(connections).toEqual([
      '93.184.216.34:8443',
      '2606:2800:220:1::1:8443',
      '10.1.2.3:8080',
      'fd00:1::9:443',
    ])
    expect(await send('http://10.2.0.1/')).toEqual(refused)
  })

  it('never calls where clouds keep keys, whatever is allowed', async () => {
    const { connections, send } = recording({}, '0.0.0.0/0, ::/0')
    expect(await send('http://169.254.169.254/latest/meta-data')).toEqual(refused)
    expect(await send('http://[::ffff:169.254.169.254]/')).toEqual(refused)
    expect(connections).toEqual([])
  })
})

describe('a webhook and its answer', () => {
  async function answering(handler: RequestListener, timeoutMs = 2_000) {
    const server = createServer(handler)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push({
      close() {
        server.closeAllConnections()
        server.close()
      },
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const connected: (string | undefined)[] = []
    const plain = (options: TcpNetConnectOpts) => {
      connected.push(options.host)
      return netConnect(options)
    }
    const sender = createWebhookSender({
      allowed: readNetworks('127.0.0.1/32'),
      connect: { plain, tls: plain },
      timeoutMs,
    })
    return { send: () => sender.send(call(url)), connected }
  }

  it('does not follow a redirect, to the metadata of a cloud or anywhere', async () => {
    const { send, connected } = await answering((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
    })
    expect(await send()).toEqual({ kind: 'answered', status: 302 })
    expect(connected).toEqual(['127.0.0.1'])
  })

  it('posts exactly what it was given', async () => {
    const seen: unknown[] = []
    const { send } = await answering(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      seen.push(request.method, request.headers['webhook-id'], request.headers['content-type'], body)
      response.writeHead(204).end()
    })
    expect(await send()).toEqual({ kind: 'answered', status: 204 })
    expect(seen).toEqual(['POST', 'msg_1', 'application/json', '{}'])
  })

  it('is not held by an answer without end', async () => {
    const { send } = await answering((_, response) => {
      response.writeHead(200)
      const pour = () => {
        while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return
      }
      response.on('drain', pour)
      pour()
    })
    expect(await send()).toEqual({ kind: 'answered', status: 200 })
  })

  it('gives up on one that does not answer, or letter by letter', async () => {
    const hanging = await answering(() => {}, 100)
    expect(await hanging.send()).toMatchObject({ why: 'timeout' })
    const dripping = await answering(({ socket }) => {
      const timer = setInterval(() => socket.write('H'), 20)
      socket.on('close', () => clearInterval(timer)).on('error', () => {})
    }, 100)
    expect((await dripping.send()).kind).toBe('failed')
  })
})
