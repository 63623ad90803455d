import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Running } from '../../running/look-at-running.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createRunningHandlers } from './handlers.ts'

const since = new Date('2026-03-02T01:00:00Z')
const worker = { host: 'kelu-1', pid: 12, role: 'worker', since, publication: 6 }
const quiet: Running = {
  publication: 7,
  processes: [{ host: 'kelu-1', pid: 11, role: 'web', since, publication: 7 }, worker],
  inbox: {
    received: 3,
    failed: 1,
    done: 90,
    ignored: 2,
    oldest: { id: 'i', receivedAt: since, waitedMs: 4_000 },
  },
  queues: {
    events: 2,
    oldestEvent: { id: 'e', name: 'order.paid', receivedAt: since },
    touches: 4,
    tasks: 5,
    outboxes: 6,
  },
  freshness: [
    { host: 'kelu-1', pid: 11, role: 'web', stages: [{ stage: 'heard', p50: 0.1, p95: 0.5, p99: 1.5 }] },
    { host: 'kelu-1', pid: 12, role: 'worker', stages: null },
  ],
  runs: { due: 8, overdue: 1 },
  stuck: [],
  standing: [{ kind: 'inbox.failed', says: '没处理成的回调', mends: false, ids: ['a', 'b'] }],
  traits: null,
  retention: null,
  marketingHeldSince: null,
  held: [
    { journeyId: 'j', versionId: 'j@1', stepId: 's', why: 'message:gone', runs: 2 },
    { journeyId: 'j', versionId: 'j@1', stepId: 't', why: 'message:gone', runs: 3 },
  ],
  paused: ['journey:j'],
}
let world: AdminWorld
let freeBytes: (() => Promise<number>) | null = null

beforeAll(async () => {
  world = await adminWorld(({ realClock }) => ({
    contract: { running: contract.running },
    handlers: {
      running: createRunningHandlers({
        look: async () => quiet,
        nameOf: (key) => `「${key}」`,
        freeBytes: async () => (await freeBytes?.()) ?? 0,
        realClock,
      }),
    },
  }))
  for (const role of ['operator', 'marketer'] as const) await world.aMember({ role })
})
afterAll(() => world.close())
const look = async (role: string) =>
  world.call('GET', '/running', { cookie: await world.cookieOf(`a-${role}`) })

it('tells each process with its speed in ms, and which of them does not answer', async () => {
  const { body } = await look('operator')
  expect(body).toMatchObject({
    publication: 7,
    processes: [
      {
        pid: 11,
        publication: 7,
        speeds: [{ stage: 'heard', name: '发生 → 收到', p50Ms: 100, p99Ms: 1_500 }],
      },
      { pid: 12, publication: 6, speeds: null },
    ],
  })
})

it('tells what waits, who stands still and what is paused, by name', async () => {
  freeBytes = async () => 5_000_000_000
  const { body } = await look('operator')
  expect(body).toMatchObject({
    inbox: { received: 3, failed: 1, oldestMs: 4_000 },
    queues: { events: 2, oldestEventAt: since.toISOString(), touches: 4, tasks: 5, outboxes: 6 },
    people: { due: 8, overdue: 1, stuck: 0, held: 5 },
    standing: [{ kind: 'inbox.failed', says: '没处理成的回调', count: 2, mends: false }],
    paused: ['「journey:j」'],
    freeBytes: 5_000_000_000,
  })
})

it('is for owners and operators', async () => {
  expect((await look('marketer')).status).toBe(403)
})
