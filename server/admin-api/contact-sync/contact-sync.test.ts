import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultRules } from '../../../domain/language/settings.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createContactSyncHandlers } from './handlers.ts'

const corp = 'ww1'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog, realClock: clock }) => ({
    contract: { contactSync: contract.contactSync },
    handlers: {
      contactSync: createContactSyncHandlers({
        sync: {
          corp,
          contactSync: {
            nextAt: async () => clock.now(),
            ask: () => stores.contactSyncs.begin(corp, { at: clock.now(), isAsked: true }),
          },
        },
        store: stores.contactSyncs,
        rules: () => ({ wecom: { ...defaultRules.wecom, contactLimit: 100 } }),
        auditLog,
        clock,
      }),
    },
  }))
  await world.stores.contactSyncs.known(corp, world.realClock.now())
})
afterAll(() => world.close())

const look = async (cookie: string) => (await world.call('GET', '/contact-sync', { cookie })).body

it('a round is asked for once, told while it is under way with how long it takes, and kept when it has ended', async () => {
  const cookie = await world.as('operator')
  const { contactSyncs } = world.stores
  expect(await look(cookie)).toMatchObject({ isConfigured: true, running: null, reports: [], quota: null })
  expect((await world.call('POST', '/contact-sync/run', { cookie })).status).toBe(200)
  expect((await world.call('POST', '/contact-sync/run', { cookie })).status).toBe(409)

  const begun = (await contactSyncs.find(corp))?.running
  if (begun === undefined) throw new Error('nothing was begun')
  const counts = { people: 85, wechat: 80, matched: 20 }
  const running = { ...begun, step: 1, stage: 'friends' as const, members: 4, done: 1, counts }
  await contactSyncs.goneOn(corp, begun, running)
  world.realClock.advance(10_000)
  expect((await look(cookie)).running).toMatchObject({
    members: 4,
    done: 1,
    leftSeconds: 30,
    counts: { people: 85 },
  })

  const skipped = [{ userid: 'li', name: '李', code: '60011' }]
  const last = { ...running, step: 2, done: 4, skipped }
  await contactSyncs.goneOn(corp, running, last)
  await contactSyncs.end(corp, last, world.realClock.now())
  expect(await look(cookie)).toMatchObject({
    running: null,
    reports: [{ isFirst: true, skipped: [{ name: '李', says: expect.stringContaining('可见范围') }] }],
    quota: { limit: 100, share: 0.85, isNear: true },
  })
})

it('is for those who operate Kelu to ask for, and for marketers to look at', async () => {
  const marketer = await world.as('marketer')
  expect((await world.call('GET', '/contact-sync', { cookie: marketer })).status).toBe(200)
  expect((await world.call('POST', '/contact-sync/run', { cookie: marketer })).status).toBe(403)
  expect((await world.call('GET', '/contact-sync', { cookie: await world.as('sales') })).status).toBe(403)
})
