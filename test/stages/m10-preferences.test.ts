import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

let world: RunningKelu

beforeAll(async () => {
  world = await runningKelu({
    definitions: [
      {
        journey: 'skin-care',
        name: '护肤上新',
        entry: { event: 'customer.tag_added', where: { prop: 'tag', is: '偏好护肤' } },
        steps: { tag: { tag: { add: ['看护肤上新'] }, next: 'end' } },
      },
    ],
  })
})
afterAll(() => world.close())

it('M10: what somebody does in the mini-program becomes a preference on the first of the month, and begins a flow', async () => {
  const person = await world.somebody()
  await world.sandbox.openMiniprogram({ person: person.name })
  world.clock.set('2026-03-30T12:00:00+08:00')
  await world.sandbox.setClock(world.clock.now().toISOString())
  const events = ['a', 'b', 'c'].map((productId) => ({
    id: productId,
    name: 'cart.added',
    at: world.clock.now().toISOString(),
    props: { productId, category: '护肤' },
  }))
  await world.sandbox.mpEvents({ person: person.name, events })
  await world.moveTo(new Date('2026-04-01T02:59:00+08:00'))
  const names = async () => (await world.customerOf(person)).tags.map(({ name }) => name)
  expect(await names()).not.toContain('偏好护肤')
  await world.moveTo(new Date('2026-04-01T03:00:00+08:00'))
  expect(await names()).toEqual(expect.arrayContaining(['偏好护肤', '看护肤上新']))
  const { tags } = await world.customerOf(person)
  expect(tags.find(({ name }) => name === '偏好护肤')).toMatchObject({
    kind: 'preference',
    reason: { rule: 'favourite-category@1', count: 3, of: 3, share: 1 },
  })
})
