import { connect } from 'node:net'
import { Writable } from 'node:stream'
import Router from '@koa/router'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { parse } from '../http/parse.ts'
import { readJson } from '../http/read-body.ts'
import { createApp } from './app.ts'
import { createHttpServer, type HttpServer } from './http-server.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'

let server: HttpServer
let port: number
let lines: string[]

beforeAll(async () => {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const router = new Router()
  router.post('/signed', () => {
    throw new DomainError('signature.invalid', { check: 'window' })
  })
  const schema = z.object({ phone: z.string(), by: z.record(z.string(), z.number()) })
  router.post('/form', async (ctx) => {
    parse(schema, await readJson(ctx, 1_000))
  })
  const inbox = { countByState: async () => ({ received: 0, done: 0, failed: 0, ignored: 0 }) }
  const metrics = createMetrics({ inbox, held: async () => [] })
  const log = createLog('info', sink)
  server = createHttpServer(createApp({ routers: [router], log, metrics, https: false, trustedProxies: 0 }))
  port = await server.listen(0, '127.0.0.1')
})
afterAll(() => server.close(100))

async function lineOf(path: string, body?: string) {
  lines = []
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body })
  return { status: answer.status, text: await answer.text(), line: JSON.parse(lines[0] ?? '{}') }
}

it('the log line of a refusal says which check failed; the caller is not told', async () => {
  const { status, text, line } = await lineOf('/signed')
  expect([status, text.includes('window')]).toEqual([403, false])
  expect(line).toMatchObject({ status: 403, refused: { code: 'signature.invalid', check: 'window' } })
})

it('it says what was expected and where, in words of ours only', async () => {
  const { line } = await lineOf('/form', '{"phone":13800138000,"by":{}}')
  expect(line.refused).toMatchObject({
    code: 'request.malformed',
    expected: expect.stringMatching(/^phone: /),
  })
  const { line: other } = await lineOf('/form', '{"phone":"1","by":{"13800138000":"x"}}')
  expect(other.refused).toMatchObject({ code: 'request.malformed', expected: expect.any(String) })
  expect(JSON.stringify(other)).not.toContain('13800138000')
})

it('an address with a broken host is refused', async () => {
  lines = []
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET http://[::1/signed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    )
    socket.once('data', (data) => resolve(String(data)))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
})
