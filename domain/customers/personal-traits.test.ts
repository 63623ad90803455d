import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TraitValue } from '../../models/customer.ts'
import { renderTaskTitle } from '../journeys/task-title.ts'
import { isSealedTrait, maskedTrait, openTrait } from './personal-traits.ts'
import { createWorld, personalTrait, testSealing, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.drop())

const opened = (value: TraitValue | undefined) =>
  isSealedTrait(value) ? openTrait(value, testSealing) : 'not sealed'

it('what is declared personal is sealed whoever sets it, and told without its value', async () => {
  const { _id } = await world.aCustomer()
  const customer = await world.customers.change(_id, { setTraits: { [personalTrait]: '05-20' } }, 'step')
  expect(opened(customer.traits[personalTrait])).toBe('05-20')
  expect(await world.events({ customerId: _id, name: 'customer.trait_changed' })).toMatchObject([
    { props: { trait: personalTrait, old: null, new: maskedTrait } },
  ])
  const kept = [await world.raw('customers', { _id }), await world.raw('events', { customerId: _id })]
  expect(JSON.stringify(kept)).not.toContain('05-20')
})

it('what is given as personal is sealed without any declaration, dates come back as dates, with words and time', async () => {
  const { _id } = await world.aCustomer()
  const consent = { source: 'lead:baby', text: '我是监护人，同意' }
  const personal = new Date('2026-01-05T00:00:00+08:00')
  const given = { setTraits: { babyBirthday: { personal, consent } } }
  const customer = await world.customers.change(_id, given, 'form')
  expect(opened(customer.traits.babyBirthday)).toEqual(personal)
  expect(customer.traits.babyBirthday).toMatchObject({ consent: { ...consent, at: world.clock.now() } })
})

it('the same value under the same words is no change, and its first proof stays; other words are one', async () => {
  const { _id } = await world.aCustomer()
  const give = (text: string, cause: string) =>
    world.customers.change(
      _id,
      { setTraits: { babyBirthday: { personal: '05-20', consent: { source: 'form', text } } } },
      cause,
    )
  const first = await give('同意', 'one')
  world.clock.advance(1_000)
  expect((await give('同意', 'two')).traits).toEqual(first.traits)
  expect((await give('同意新的', 'three')).traits.babyBirthday).toMatchObject({
    consent: { text: '同意新的' },
  })
  expect(await world.events({ customerId: _id, name: 'customer.trait_changed' })).toHaveLength(2)
})

it('it is taken away with its proof', async () => {
  const { _id } = await world.aCustomer()
  await world.customers.change(_id, { setTraits: { [personalTrait]: '05-20' } }, 'set')
  const customer = await world.customers.change(_id, { setTraits: { [personalTrait]: null } }, 'gone')
  expect(customer.traits).not.toHaveProperty(personalTrait)
})

it('a task title shows nothing of it', async () => {
  const { _id } = await world.aCustomer()
  const customer = await world.customers.change(_id, { setTraits: { [personalTrait]: '05-20' } }, 'set')
  expect(renderTaskTitle('生日{{ customer.traits.birthday }}', customer)).toBe('生日')
})
