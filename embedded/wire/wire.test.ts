import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { deserialize, serialize } from 'bson'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFolder, aStore, type TestStore } from '../testing/store.ts'
import { serveConnection } from './connection.ts'

describe('the wire protocol', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await aStore()
  })
  afterAll(() => store.end())

  /** Sends raw bytes and gives what comes back until `bytes` have arrived or the server hangs up. */
  async function exchange(parts: Buffer[]): Promise<Buffer> {
    const socket = connect(store.socket)
    await once(socket, 'connect')
    const received: Buffer[] = []
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    for (const part of parts) {
      socket.write(part)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
    socket.destroy()
    return Buffer.concat(received)
  }

  /** A served connection whose commands are `run`; `settled` waits until the server reads and takes nothing more. */
  async function served(run: () => Promise<object>) {
    let taken = 0
    const server = createServer((socket) => {
      const counted = () => {
        taken++
        return run()
      }
      void serveConnection({ socket, warn: () => undefined, run: counted })
    })
    const path = join(aFolder(), 'wire.sock')
    await new Promise<void>((listening) => server.listen(path, listening))
    const client = connect(path)
    const [socket] = (await once(server, 'connection')) as [Socket]
    const settled = async (): Promise<void> => {
      for (let quiet = 0, seen = -1; quiet < 100; quiet++) {
        if (seen !== socket.bytesRead + taken) quiet = 0
        seen = socket.bytesRead + taken
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    return { client, socket, settled, taken: () => taken, end: () => server.close() }
  }

  function message(opcode: number, ...parts: Buffer[]): Buffer {
    const body = Buffer.concat(parts)
    const header = Buffer.alloc(16)
    header.writeInt32LE(16 + body.length, 0)
    header.writeInt32LE(7, 4)
    header.writeInt32LE(opcode, 12)
    return Buffer.concat([header, body])
  }
  const int32 = (value: number): Buffer => {
    const buffer = Buffer.alloc(4)
    buffer.writeInt32LE(value)
    return buffer
  }
  const opMsg = (body: Document, flags = 0): Buffer =>
    message(2013, int32(flags), Buffer.from([0]), Buffer.from(serialize(body)))

  it('answers the OP_QUERY hello of every new socket with an OP_REPLY, as a standalone', async () => {
    const query = [
      int32(0),
      Buffer.from('admin.$cmd\0'),
      int32(0),
      int32(-1),
      Buffer.from(serialize({ ismaster: 1, helloOk: true })),
    ]
    const reply = await exchange([message(2004, ...query)])
    expect(reply.readInt32LE(12)).toBe(1)
    expect(reply.readInt32LE(8)).toBe(7)
    const document = deserialize(reply.subarray(36))
    expect(document).toMatchObject({ ismaster: true, helloOk: true, maxWireVersion: 21, ok: 1 })
    expect(document).not.toHaveProperty('setName')
  })

  it('reads a message that arrives byte by byte, and two that arrive together', async () => {
    const ping = opMsg({ ping: 1, $db: 'admin' })
    const slow = await exchange([...ping].map((byte) => Buffer.from([byte])))
    expect(deserialize(slow.subarray(21))).toEqual({ ok: 1 })
    const twice = await exchange([Buffer.concat([ping, ping])])
    expect(twice.length % slow.length).toBe(0)
  })

  it('does not answer an unacknowledged write, but does it before the next request', async () => {
    const write = opMsg({ insert: 't', documents: [{ _id: 1 }], writeConcern: { w: 0 }, $db: 'kelu' }, 2)
    const reply = await exchange([Buffer.concat([write, opMsg({ count: 't', $db: 'kelu' })])])
    expect(deserialize(reply.subarray(21))).toEqual({ n: 1, ok: 1 })
  })

  it('takes no further request while a client leaves replies unread, and all of them once it reads', async () => {
    const { client, settled, taken, end } = await served(async () => ({ bytes: Buffer.alloc(1_000_000) }))
    client.write(Buffer.concat(Array.from({ length: 40 }, () => opMsg({ ping: 1, $db: 'admin' }))))
    await settled()
    expect(taken()).toBeLessThan(5)
    client.resume()
    await settled()
    expect(taken()).toBe(40)
    client.destroy()
    end()
  })

  it('reads no further while a request is under way, and takes nothing more of a client that left', async () => {
    let answerFirst: () => void = () => undefined
    const answered = new Promise<object>((resolve) => {
      answerFirst = () => resolve({ ok: 1 })
    })
    const next = () => new Promise<object>((resolve) => setImmediate(resolve, { ok: 1 }))
    const { client, socket, settled, taken, end } = await served(() => (taken() === 1 ? answered : next()))
    const flood = Buffer.concat(Array.from({ length: 100_000 }, () => opMsg({ ping: 1, $db: 'admin' })))
    client.write(flood)
    await settled()
    expect(socket.bytesRead).toBeLessThan(flood.length / 10)
    client.destroy()
    answerFirst()
    await new Promise((resolve) => socket.once('close', resolve))
    await settled()
    expect(taken()).toBeLessThan(100)
    end()
  })

  it.each([
    ['an unknown opcode', message(2012, int32(0))],
    ['an unknown required flag', opMsg({ ping: 1, $db: 'admin' }, 4)],
    ['a length below the header', int32(5)],
    ['a length beyond the limit', int32(100_000_000)],
    ['a document longer than its message', message(2013, int32(0), Buffer.from([0]), int32(5000))],
    ['an unknown section', message(2013, int32(0), Buffer.from([9]), Buffer.from(serialize({})))],
    ['no body', message(2013, int32(0))],
    [
      'a legacy query',
      message(2004, int32(0), Buffer.from('kelu.t\0'), int32(0), int32(1), Buffer.from(serialize({}))),
    ],
    ['broken BSON', message(2013, int32(0), Buffer.from([0]), int32(8), Buffer.from([0xff, 0xff, 0xff, 0]))],
  ])('hangs up on %s and goes on serving others', async (_, bytes) => {
    expect(await exchange([bytes])).toHaveLength(0)
    expect(await store.db.command({ ping: 1 })).toMatchObject({ ok: 1 })
  })

  it('says in buildInfo what it is', async () => {
    expect(await store.db.command({ buildInfo: 1 })).toMatchObject({
      version: '7.0.0',
      modules: ['kelu-embedded'],
    })
  })
})
