import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { contract, json } from '../http/contract.ts'
import { type SmallApp, smallApp } from '../test/testing/small-app.ts'

let app: SmallApp

beforeAll(async () => {
  const schema = z.object({ phone: z.string(), by: z.record(z.string(), z.number()) })
  app = await smallApp((router) => {
    router.post('/signed', () => {
      throw new DomainError('signature.invalid', { check: 'window' })
    })
    router.post('/form', contract({ body: json(schema, 1_000) }), () => undefined)
  })
})
afterAll(() => app.server.close(100))

async function lineOf(path: string, body?: string) {
  app.lines.length = 0
  const answer = await fetch(`${app.base}${path}`, { method: 'POST', body })
  return { status: answer.status, text: await answer.text(), line: JSON.parse(app.lines[0] ?? '{}') }
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
  app.lines.length = 0
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(app.port, '127.0.0.1', () =>
      socket.write('GET http://[::1/signed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    )
    socket.once('data', (data) => resolve(String(data)))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
})
