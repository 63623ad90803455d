import { afterAll, beforeAll, expect, it } from 'vitest'
import { personOf } from '../../sandbox/demo/people.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

let world: RunningKelu
const person = personOf(1, { email: false })
beforeAll(async () => {
  world = await runningKelu({ people: [person] })
})
afterAll(() => world.close(), 60_000)

it('published settings hold in a running process for the next message and the next task, and say so', async () => {
  const { kelu } = world
  await world.lead(person)
  await world.settle()
  const customerId = (await world.customerOf(person))._id
  const decided = async (touchId: string) => {
    await kelu.outreach.deliver({ touchId, customerId, messageId: 'product-introduction' })
    return (await kelu.outreach.findTouch(touchId))?.decisions.find(({ gate }) => gate === 'capSlot')
  }
  // The welcome of the lead was the first message of the day.
  expect(await decided('test:1')).toMatchObject({ verdict: 'pass', inputs: { settings: 'company@1' } })

  const [company] = kelu.registry.settings
  if (!company) throw new Error('no starter settings')
  const workingHours = { ...company.workingHours, days: [7] }
  const definition = { ...company, caps: { ...company.caps, perDay: 1 }, workingHours }
  await kelu.publish({
    publish: [{ definition: { kind: 'settings', definition } }],
    origin: 'page',
    by: 'ops',
  })
  expect(await decided('test:2')).toMatchObject({
    final: true,
    reason: 'dayCapFull',
    inputs: { perDay: 1, settings: 'company@2' },
  })
  expect(await kelu.directory.hoursOf('nobody')).toMatchObject({ days: [7] })
})
