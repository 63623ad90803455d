import { afterAll, beforeAll, expect, it } from 'vitest'
import { isSealedTrait } from '../../domain/customers/personal-traits.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

let world: RunningKelu
beforeAll(async () => {
  world = await runningKelu({
    definitions: [
      {
        traits: 'company',
        name: '公司属性',
        fields: {
          skin: { name: '肤质', type: 'text', set: ['hook'] },
          memberDay: { name: '会员日', type: 'monthDay', personal: true },
        },
      },
      {
        journey: 'on-delivery',
        name: '到货',
        entry: { event: 'order.delivered', where: { anyItem: { prop: 'category', is: '护肤' } } },
        steps: {
          set: { setTrait: { memberDay: '05-20' }, next: 'there' },
          there: {
            branch: [{ when: { trait: 'memberDay', exists: true }, to: 'mark' }, { otherwise: 'end' }],
          },
          mark: { tag: { add: ['有会员日'] }, next: 'end' },
        },
      },
    ],
  })
})
afterAll(() => world.close())

it('the shop’s trait and what a step sets arrive; what is declared personal is sealed, and asked for by exists', async () => {
  const person = await world.somebody({ email: false })
  await world.sandbox.shopEvent({
    id: 'delivered-1',
    type: 'order.delivered',
    person: person.name,
    orderId: 'o-1',
    amountFen: 29_900,
    productName: '保湿精华',
    category: '护肤',
    traits: { skin: '干性' },
    at: world.clock.now().toISOString(),
  })
  await world.settle()
  const { traits, tags } = await world.customerOf(person)
  expect(traits.skin).toBe('干性')
  expect(isSealedTrait(traits.memberDay)).toBe(true)
  expect(tags.map(({ name }) => name)).toContain('有会员日')
})
