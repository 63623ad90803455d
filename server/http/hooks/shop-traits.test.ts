import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isSealedTrait, openTrait } from '../../../domain/customers/personal-traits.ts'
import { loadDefinitions } from '../../../domain/language/load.ts'
import { createRegistry } from '../../../domain/language/registry.ts'
import { someOwnTraits } from '../../../test/testing/own-traits.ts'
import { createShopEventHandler } from './handle-shop-event.ts'
import { anOrder, type ShopWorld, shopWorld } from './testing/shop-world.ts'

const templates = fileURLToPath(new URL('../../../templates', import.meta.url))

let world: ShopWorld
beforeEach(async () => {
  world = await shopWorld()
  world.registry.traits = [someOwnTraits()]
})
afterEach(() => world.close())

it('a shop sets the traits that allow it, before its event is heard', async () => {
  const traits = { skin: '干性', children: 2, member: true, birthday: '05-20' }
  expect((await world.tell(anOrder({ traits }))).status).toBe(202)
  const { birthday, ...plain } = (await world.buyer())?.traits ?? {}
  expect(plain).toMatchObject({ skin: '干性', children: 2, member: true, ordersCount: 1 })
  expect(isSealedTrait(birthday) && openTrait(birthday, world.seal)).toBe('05-20')
  const names = (await world.connection.collection('events').find({}).sort({ receivedAt: 1 }).toArray()).map(
    ({ name, props }) => (name === 'customer.trait_changed' ? props.trait : name),
  )
  expect(names.indexOf('member')).toBeLessThan(names.indexOf('order.paid'))
  const kept = await world.connection.collection('events').find({}).toArray()
  expect(JSON.stringify([kept, await world.inboxRecords()])).not.toContain('05-20')
})

it('a level and points that changed are told, as the starter traits declare them, without an order', async () => {
  const { definitions } = await loadDefinitions(templates, new Date())
  world.registry.traits = [...createRegistry(definitions).traits]
  const member = (id: string, traits: object) => {
    const { buyer } = anOrder()
    return { id, type: 'member.changed', at: world.clock.now().toISOString(), buyer, traits }
  }
  expect((await world.tell(member('m1', { memberLevel: '银卡', points: 300 }))).status).toBe(202)
  await world.tell(member('m2', { memberLevel: '金卡', points: 300 }))
  expect((await world.buyer())?.traits).toMatchObject({ memberLevel: '金卡', points: 300 })
  const told = await world.events('customer.trait_changed')
  expect(told.map(({ props }) => props)).toEqual([
    { trait: 'memberLevel', old: null, new: '银卡' },
    { trait: 'points', old: null, new: 300 },
    { trait: 'memberLevel', old: '银卡', new: '金卡' },
  ])
  expect(await world.events('member.changed')).toMatchObject([{ props: {} }, { props: {} }])
  expect((await world.tell(member('m3', {}))).status).toBe(400)
  expect((await world.tell(member('m4', { points: '很多' }))).status).toBe(422)
})

it('a repeat sets nothing again', async () => {
  await world.tell(anOrder({ traits: { skin: '干性' } }))
  await world.tell(anOrder({ traits: { skin: '油性' } }))
  expect((await world.buyer())?.traits.skin).toBe('干性')
})

it('a shop takes a value away', async () => {
  await world.tell(anOrder({ traits: { skin: '干性' } }))
  await world.tell(anOrder({ id: 'evt-2', type: 'order.shipped', traits: { skin: null } }))
  expect((await world.buyer())?.traits).not.toHaveProperty('skin')
})

it.each([
  ['nobody declared', { traits: { skinn: '干性' } }, 'traits.skinn', 'did you mean "skin"?'],
  ['not for shops', { traits: { babyBirthday: '2026-01-05' } }, 'traits.babyBirthday', 'hook added'],
  ['of another type', { traits: { member: 'yes' } }, 'traits.member', 'like this'],
])('a trait that is %s refuses the whole event, and nothing is kept', async (_what, more, field, todo) => {
  const { status, body } = await world.tell(anOrder(more))
  expect(status).toBe(422)
  expect(body.error.data.faults).toMatchObject([{ field, todo: expect.stringContaining(todo) }])
  expect([await world.buyer(), await world.inboxRecords()]).toEqual([null, []])
})

it('a trait taken as personal is sealed although its declaration is gone by the time it is set', async () => {
  const handle = createShopEventHandler({ ...world, appid: null })
  const takenTraits = [{ name: 'birthday', value: '05-20', personal: true }]
  await handle({ ...anOrder(), takenTraits }, {
    _id: 'shop:evt-1',
    at: world.clock.now(),
  } as Parameters<typeof handle>[1])
  expect(isSealedTrait((await world.buyer())?.traits.birthday)).toBe(true)
})
