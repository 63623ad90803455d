import { afterAll, beforeAll, expect, it } from 'vitest'
import { welcomeTouchId } from './events/welcome-touch-id.ts'
import { parseEvent } from './parse-event.ts'
import { type CallbackWorld, callbackWorld } from './testing/callback.ts'

let world: CallbackWorld
beforeAll(async () => {
  world = await callbackWorld()
})
afterAll(() => world.close())

it('an authentic event of an unknown kind, nested twenty thousand deep, is kept and acknowledged', async () => {
  const deep = `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`
  const inner = world.added('wm1', deep).replaceAll('change_external_contact', 'something_new')
  expect((await world.deliver(inner)).status).toBe(200)
  expect(await world.inboxRecords()).toMatchObject([{ kind: 'unreadable' }])
})

it('a body behind a byte order mark is the same body', async () => {
  const sent = world.delivery(world.added('wm2'))
  expect((await world.post({ ...sent, body: `\uFEFF${sent.body}` })).status).toBe(200)
})

it('add_half and add of one second, neither dealt with yet, name one welcome', async () => {
  const at = world.clock.now()
  const full = (await parseEvent(world.added('wm3')))!
  const half = { ...full, ChangeType: 'add_half_external_contact' }
  const ids = [full, half].map((event) => welcomeTouchId(event, { _id: 'any', at }, undefined))
  expect(ids[0]).toBe(ids[1])
})
