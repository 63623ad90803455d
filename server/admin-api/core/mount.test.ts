import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { endpoint, type Handlers } from './endpoint.ts'
import { describeApi } from './openapi.ts'
import { paged, pageQuery, time } from './parts.ts'

const part = z.object({ id: z.string(), at: time }).meta({ id: 'TestPart' })
const things = {
  list: endpoint({
    method: 'get',
    path: '/things/{kind}',
    summary: 'Things',
    roles: ['marketer'],
    params: z.object({ kind: z.string() }),
    query: z.object({ ...pageQuery }),
    answer: paged(part),
  }),
  make: endpoint({
    method: 'post',
    path: '/things',
    summary: 'Make one',
    roles: ['marketer'],
    bodyBytes: 1_000,
    body: z.object({ name: z.string().min(1).max(5), steps: z.array(z.object({ wait: z.number() })) }),
    answer: z.object({ by: z.string() }),
  }),
}
const handlers: Handlers<typeof things> = {
  list: ({ query }) => {
    const secret = { phone: '13800138000' }
    const items = [{ id: String(query.limit), at: new Date(0), ...secret }]
    // A broken promise, when asked for.
    return { items: query.after ? [{ id: 1 as unknown as string, at: new Date(0) }] : items, next: null }
  },
  make: ({ caller }) => ({ by: caller.memberId }),
}

let world: AdminWorld
let cookie: string
beforeAll(async () => {
  world = await adminWorld(() => ({ contract: { things }, handlers: { things: handlers } }))
  cookie = await world.as('marketer')
})
afterAll(() => world.close())

describe('what is mounted', () => {
  it('gives what the contract names and nothing else, never to be kept', async () => {
    const answer = await world.call('GET', '/things/a', { cookie })
    expect(answer.body).toEqual({ items: [{ id: '50', at: '1970-01-01T00:00:00.000Z' }], next: null })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('says with every answer, a refusal too, what time it is there', async () => {
    const now = world.realClock.now().toISOString()
    for (const path of ['/things/a', '/things/a?after=x']) {
      expect((await world.call('GET', path, { cookie })).headers.get('kelu-now')).toBe(now)
    }
  })

  it('tells a broken answer as a fault of ours, without its values', async () => {
    const answer = await world.call('GET', '/things/a?after=x', { cookie })
    expect(answer.status).toBe(500)
    expect(answer.body.error).toEqual({
      code: 'internal',
      message: expect.stringMatching(/没有完成/),
      requestId: expect.any(String),
    })
  })

  it('says at each place what is wrong with it', async () => {
    const body = { name: '六个字的名字', steps: [{ wait: 1 }, { wait: '2' }] }
    expect((await world.call('POST', '/things', { cookie, body })).body.error).toMatchObject({
      code: 'request.malformed',
      places: { name: '最多 5 个字', 'steps.1.wait': '格式不对' },
    })
    expect((await world.call('POST', '/things', { cookie, body: { steps: [] } })).body.error.places).toEqual({
      name: '请填写',
    })
    expect((await world.call('GET', '/things/a?limit=999', { cookie })).body.error.places).toEqual({
      limit: '不能大于 200',
    })
  })

  it('takes a body up to its size', async () => {
    const body = { name: '好', steps: [], more: 'x'.repeat(1_000) }
    const answer = await world.call('POST', '/things', { cookie, body })
    expect([answer.status, answer.body.error.code]).toEqual([413, 'request.too_large'])
    expect((await world.call('POST', '/things', { cookie, body: { ...body, more: '' } })).body).toEqual({
      by: 'a-marketer',
    })
  })

  it('is taken from the page as this machine itself reaches it', async () => {
    const headers = { origin: world.base }
    const answer = await world.call('POST', '/things', { cookie, headers, body: { name: '好', steps: [] } })
    expect(answer.status).toBe(200)
  })

  it('takes no body that does not say it is JSON', async () => {
    const answer = await world.call('POST', '/things', {
      cookie,
      body: {},
      headers: { 'content-type': 'text/plain' },
    })
    expect(answer.status).toBe(415)
  })
})

describe('the description for others', () => {
  it('names each operation once, with its parts in one place', () => {
    const api = describeApi({ things })
    expect(api).toMatchObject({
      paths: {
        '/api/v1/things/{kind}': {
          get: {
            operationId: 'things.list',
            parameters: [
              { name: 'kind', in: 'path', required: true },
              { name: 'after', in: 'query', required: false },
              { name: 'limit', in: 'query', required: false },
            ],
          },
        },
        '/api/v1/things': { post: { requestBody: { required: true } } },
      },
      components: { schemas: { TestPart: { properties: { at: { format: 'date-time' } } } } },
    })
    expect(JSON.stringify(api)).toContain('"$ref":"#/components/schemas/TestPart"')
    expect(JSON.stringify(api)).not.toContain('$defs')
  })

  it('can be made of all there is, without two operations at one address', () => {
    const { paths } = describeApi(contract) as { paths: Record<string, Record<string, unknown>> }
    const described = Object.values(paths).flatMap((methods) => Object.keys(methods))
    const operations = Object.values(contract).flatMap((resource) => Object.keys(resource))
    expect(described).toHaveLength(operations.length)
  })
})
