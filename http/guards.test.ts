import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type SmallApp, smallApp } from '../test/testing/small-app.ts'
import { allowContent, nothingAllowed } from './content-policy.ts'
import type { Context, Guard } from './context.ts'
import { contract, form, json } from './contract.ts'
import { limitRequests } from './rate-limit.ts'
import { createRouter, type RouteTable } from './router.ts'

let app: SmallApp
afterEach(() => app.server.close(100))

async function asked(build: (router: RouteTable) => void, path: string, init: RequestInit = {}) {
  app = await smallApp(build)
  const answer = await fetch(`${app.base}${path}`, init)
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, body: text && JSON.parse(text) }
}
const post = (body: string): RequestInit => ({ method: 'POST', body })

describe('what a route takes', () => {
  const age = z.object({ age: z.coerce.number().int() })
  const takes = (router: RouteTable) => {
    const echo = (ctx: Context<{ given: object }>) => {
      ctx.body = ctx.state.given
    }
    router.post('/json', contract({ body: json(age, 100) }), echo)
    router.post('/form', contract({ body: form(age, 100) }), echo)
    router.get('/query', contract({ query: age }), echo)
    router.get('/params/:age', contract({ params: age }), echo)
  }

  it.each<[string, RequestInit, object]>([
    ['/json', post('{"age":7,"more":1}'), { body: { age: 7 } }],
    ['/form', post('age=7&more=1'), { body: { age: 7 } }],
    ['/query?age=7&more=1', {}, { query: { age: 7 } }],
    ['/params/7', {}, { params: { age: 7 } }],
  ])('%s arrives checked, without what was not asked for', async (path, init, given) => {
    expect(await asked(takes, path, init)).toMatchObject({ status: 200, body: given })
    expect(app.lines.join('')).not.toContain('more')
  })

  it.each<[string, RequestInit]>([
    ['/json', post('{"age":"old"}')],
    ['/form', post('age=old')],
    ['/query?age=old', {}],
    ['/query?age=7&age=8', {}],
    ['/params/old', {}],
  ])('%s that is not as agreed never reaches the handler: 400 with the field', async (path, init) => {
    const { status, body } = await asked(takes, path, init)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'request.malformed', data: { faults: [{ field: 'age' }] } })
  })
})

describe('what a route gives', () => {
  const answer = contract({
    answer: z.object({ name: z.string(), tags: z.array(z.object({ id: z.int() })) }),
  })
  const gives = (given: unknown) => (router: RouteTable) =>
    router.get('/x', answer, (ctx) => {
      ctx.body = given
    })

  it('is what was promised and nothing else, however deep', async () => {
    const given = { name: '小王', phone: '13800138000', tags: [{ id: 1, secret: 's' }] }
    expect((await asked(gives(given), '/x')).body).toEqual({ name: '小王', tags: [{ id: 1 }] })
  })

  it.each<[string, unknown]>([
    ['a field is missing', { name: '小王' }],
    ['a field is of another kind', { name: '13800138000', tags: [{ id: '13800138000' }] }],
    ['there is no answer', undefined],
  ])('is a 500 that is logged once when %s, and shows no value', async (_what, given) => {
    const { status, text } = await asked(gives(given), '/x')
    expect(status).toBe(500)
    const told = app.lines.filter((line) => line.includes('breaks its contract'))
    expect(told).toHaveLength(1)
    expect(text + told).not.toContain('13800138000')
  })
})

it('routes that share a limit share its count, each caller has an own', async () => {
  const limit = limitRequests(2, (ctx) => ctx.get('x-caller'))
  app = await smallApp((router) => {
    for (const path of ['/a', '/b']) {
      router.get(path, limit, (ctx) => {
        ctx.body = 'ok'
      })
    }
  })
  const statusOf = async (path: string, caller: string) =>
    (await fetch(`${app.base}${path}`, { headers: { 'x-caller': caller } })).status
  expect(await statusOf('/a', 'wang')).toBe(200)
  expect(await statusOf('/b', 'wang')).toBe(200)
  expect(await statusOf('/a', 'wang')).toBe(429)
  expect(await statusOf('/a', 'li')).toBe(200)
})

it('a handler that reads what no guard left, and a guard that stands too early, do not compile', async () => {
  app = await smallApp(() => undefined)
  const session: Guard<{ who: string }> = (_ctx, next) => next()
  const limit: Guard<unknown, { who: string }> = (_ctx, next) => next()
  const handler = (ctx: Context<{ who: string }>) => void ctx.state.who
  const router = createRouter()
  router.get('/good', session, limit, handler)
  // @ts-expect-error nobody says who it is
  router.get('/bad', handler)
  // @ts-expect-error the limit is per person, who is known only after the session
  router.get('/bad', limit, session, handler)
})

describe('addresses', () => {
  it.each([
    ['GET', '/METRICS', 404],
    ['GET', '/metrics/', 404],
    ['GET', '//metrics', 404],
    ['GET', '/nowhere', 404],
    ['POST', '/metrics', 405],
    ['DELETE', '/healthz', 405],
    ['PROPFIND', '/healthz', 501],
  ])('%s %s → %i, as JSON', async (method, path, status) => {
    const answer = await asked(() => undefined, path, { method })
    expect(answer.status).toBe(status)
    expect(answer.body.error.code).toMatch(/^(route|method)\./)
    expect(answer.headers.get('allow')).toBe(status === 404 ? null : 'HEAD, GET')
  })

  it('tell their methods when asked', async () => {
    const { status, headers } = await asked(() => undefined, '/healthz', { method: 'OPTIONS' })
    expect([status, headers.get('allow')]).toEqual([200, 'HEAD, GET'])
  })
})

describe('content-security policy', () => {
  const page = (router: RouteTable) =>
    router.get('/page', allowContent("form-action 'self'"), (ctx) => {
      ctx.body = {}
    })

  it.each([
    ['/healthz', nothingAllowed],
    ['/nowhere', nothingAllowed],
    ['/page', `${nothingAllowed}; form-action 'self'`],
  ])('%s → %s', async (path, policy) => {
    const { headers } = await asked(page, path)
    expect(headers.get('content-security-policy')).toBe(policy)
  })
})
