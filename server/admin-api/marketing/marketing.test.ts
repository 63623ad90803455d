import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMarketingSwitch } from '../../../domain/definitions/marketing-switch.ts'
import { createPublish } from '../../../domain/definitions/publish.ts'
import { createPublished } from '../../../domain/definitions/published.ts'
import { silentLog } from '../../../domain/log.ts'
import { contract } from '../contract.ts'
import { createHealthHandlers } from '../health/handlers.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createMarketingHandlers } from './handlers.ts'

const announced: string[] = []
let world: AdminWorld

beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog, realClock }) => {
    const published = createPublished({ store: stores.definitions, log: silentLog })
    const publish = createPublish({
      store: stores.definitions,
      published,
      check: () => [],
      users: async () => [],
      clock: realClock,
    })
    const marketing = createMarketingSwitch({
      publish,
      published,
      auditLog,
      announce: (topic) => announced.push(topic),
    })
    return {
      contract: { marketing: contract.marketing, health: contract.health },
      handlers: {
        marketing: createMarketingHandlers({
          marketing,
          snapshot: published.snapshot,
          counts: { peopleInside: async () => 412, deferred: async () => 64 },
        }),
        health: createHealthHandlers({
          freshness: async () => [
            [{ stage: 'handled', p50: 0.1, p95: 0.4, p99: 1 }],
            [
              { stage: 'handled', p50: 0.1, p95: 0.2, p99: 1 },
              { stage: 'sent', p50: 0.1, p95: 0.8, p99: 1 },
            ],
            null,
          ],
          stuck: async () => ({ count: 2 }),
          marketing,
        }),
      },
    }
  })
  for (const role of ['marketer', 'sales'] as const) await world.aMember({ role })
})
afterAll(() => world.close())

const call = async (method: 'GET' | 'POST', path: string, role: string, body?: object) =>
  world.call(method, path, { cookie: await world.cookieOf(`a-${role}`), body })

it('is held for a reason by who may, once, for everybody to see, and released', async () => {
  expect((await call('POST', '/marketing/hold', 'sales', { reason: '不行' })).status).toBe(403)
  expect(
    (await call('POST', '/marketing/hold', 'marketer', { reason: '' })).body.error.places,
  ).toHaveProperty('reason')
  expect((await call('GET', '/marketing/reach', 'marketer')).body).toEqual({
    journeys: 0,
    broadcasts: 0,
    people: 412,
    deferred: 64,
  })

  const held = await Promise.all(
    [1, 2].map((n) => call('POST', '/marketing/hold', 'marketer', { reason: `短信失败率偏高 ${n}` })),
  )
  expect(held.map(({ status }) => status)).toContain(200)
  const { marketing } = (await call('GET', '/health', 'sales')).body
  expect(marketing).toEqual({
    heldSince: world.realClock.now().toISOString(),
    byName: '某marketer',
    reason: expect.stringContaining('短信失败率偏高'),
  })
  expect((await call('POST', '/marketing/hold', 'marketer', { reason: '再停' })).body.error.code).toBe(
    'marketing.state',
  )

  expect((await call('POST', '/marketing/release', 'marketer', { reason: '号码查清了' })).status).toBe(200)
  expect((await call('GET', '/health', 'sales')).body.marketing.heldSince).toBeNull()
  expect(announced.at(-1)).toBe('marketing')
  expect(
    (await world.stores.auditLog.list({ action: 'marketing.released', limit: 2 }))[0]?.details,
  ).toMatchObject({
    reason: '号码查清了',
  })
})

it('tells the slowest process of each hop, their sum, and who said nothing', async () => {
  expect((await call('GET', '/health', 'sales')).body).toMatchObject({
    p95Ms: 1_200,
    hops: [
      { stage: 'handled', p95Ms: 400 },
      { stage: 'sent', p95Ms: 800 },
    ],
    processes: { living: 3, silent: 1 },
    stuck: 2,
  })
})
