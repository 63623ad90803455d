import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHttpServer, type HttpServer } from './http-server.ts'

let server: HttpServer
let base: string
beforeEach(async () => {
  server = createHttpServer()
  base = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`
})
afterEach(() => server.close(100))

it.each([
  ['/healthz', 200],
  ['/readyz', 503],
  ['/wecom/callback/customer', 503],
])('while the process starts %s is answered %i', async (path, status) => {
  const answer = await fetch(`${base}${path}`)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('retry-after')).toBe('1')
})

it('requests are the application’s once there is one', async () => {
  server.serve({ callback: () => async (_req, res) => void res.end('served') })
  expect(await (await fetch(`${base}/readyz`)).text()).toBe('served')
})

it('an idle connection is the caller’s to end: a proxy that keeps it for a minute meets no reset', async () => {
  server.serve({ callback: () => async (_req, res) => void res.end('served') })
  const answer = await fetch(base)
  expect(answer.headers.get('keep-alive')).toBe('timeout=75')
})
