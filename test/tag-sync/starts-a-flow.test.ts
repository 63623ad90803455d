import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

let world: RunningKelu
beforeAll(async () => {
  world = await runningKelu({
    definitions: [
      {
        journey: 'expecting',
        name: '孕期关怀',
        entry: {
          event: 'customer.tag_added',
          where: {
            all: [
              { prop: 'tag', is: '孕期' },
              { prop: 'kind', is: 'manual' },
            ],
          },
        },
        steps: { care: { name: '打标签', tag: { add: ['孕期关怀中'] }, next: 'end' } },
      },
    ],
  })
})
afterAll(() => world.close())

it('a tag a salesperson puts on in WeCom starts a flow, and what the flow puts on stands in WeCom', async () => {
  const person = await world.somebody()
  for (const staff of ['lilei', 'hanmei']) await world.sandbox.scanAndAdd({ person: person.name, staff })
  await world.settle()
  await world.sandbox.editCustomer({ person: person.name, staff: 'lilei', addTags: ['孕期'] })
  await world.settle()
  expect(await world.runsOf(person)).toMatchObject([{ journeyId: 'expecting', endReason: 'completed' }])
  expect(await world.sandbox.wecomTags('lilei', person.name)).toEqual(
    expect.arrayContaining(['孕期', '孕期关怀中']),
  )
  const atColleague = await world.sandbox.wecomTags('hanmei', person.name)
  expect(atColleague).toContain('孕期关怀中')
  expect(atColleague).not.toContain('孕期')
})
