import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiError } from './api-error.ts'
import { addressOf, ask, whenSessionEnds } from './call.ts'

/** What a server said, by path. */
const said: Record<string, [number, string]> = {
  '/api/v1/well': [200, '{"items":[1]}'],
  '/api/v1/wrong': [
    422,
    '{"error":{"code":"request.malformed","message":"填写的内容有误","places":{"name":"不能空着"},"requestId":"abc"}}',
  ],
  '/api/v1/over': [
    401,
    '{"error":{"code":"session.invalid","message":"登录已过期，请重新登录","requestId":"abc"}}',
  ],
  '/api/v1/password': [
    401,
    '{"error":{"code":"login.wrong","message":"登录名或密码不对","requestId":"abc"}}',
  ],
  '/api/v1/proxy': [502, '<html>Bad Gateway</html>'],
}
const browserFetch = globalThis.fetch
beforeAll(() => {
  globalThis.fetch = async (path) => {
    const [status, body] = said[String(path)] ?? [404, '{}']
    return new Response(body, { status })
  }
})
afterAll(() => {
  globalThis.fetch = browserFetch
})
const refusalOf = (path: string) => ask('get', path, {}).then(undefined, (error: ApiError) => error)

describe('asking', () => {
  it('gives the answer', async () => {
    expect(await ask('get', '/well', {})).toEqual({ items: [1] })
  })

  it('throws what the server says is wrong, and where', async () => {
    expect(await refusalOf('/wrong')).toMatchObject({
      status: 422,
      code: 'request.malformed',
      message: '填写的内容有误',
      details: { places: { name: '不能空着' }, requestId: 'abc' },
    })
  })

  it('has words for an answer that is not the server’s own', async () => {
    expect(await refusalOf('/proxy')).toMatchObject({
      status: 502,
      message: expect.stringContaining('稍后再试'),
    })
  })

  it('says that a session ended, and not that a password was wrong', async () => {
    let ended = 0
    whenSessionEnds(() => {
      ended += 1
    })
    await refusalOf('/password')
    expect(ended).toBe(0)
    await refusalOf('/over')
    expect(ended).toBe(1)
  })
})

it('an address has its names filled in, encoded, and what is empty left out', () => {
  expect(addressOf('/customers/{id}/touches', { id: 'c/1' }, { after: '', limit: 20, tag: '高意向' })).toBe(
    '/api/v1/customers/c%2F1/touches?limit=20&tag=%E9%AB%98%E6%84%8F%E5%90%91',
  )
})
