import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAudience } from '../audience/query.ts'
import { ruleSchema } from '../language/rule.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000

let world: JourneyWorld
beforeAll(async () => {
  world = await aJourneyWorld()
})
afterAll(() => world.drop())

async function audienceOf(rule: object): Promise<string[]> {
  const { connection, clock } = world
  const segment = () => {
    throw new Error('no segment is asked')
  }
  const ids: string[] = []
  for await (const page of createAudience({ connection, clock, segment }).pages(ruleSchema.parse(rule), {
    pageSize: 10,
  }))
    ids.push(...page)
  return ids
}

it.each<[string, unknown, object]>([
  ['stage', '深度流失', { is: '深度流失' }],
  ['level', 3, { atLeast: 3 }],
  ['metAt', '2026-02-01', { before: '3 days ago' }],
])(
  'what setTrait writes as %s is what a rule on it reads, of one customer and of all',
  async (trait, value, test) => {
    const rule = { trait, ...test }
    const journey = `sets-${trait.toLowerCase()}`
    const entry = { event: 'lead.submitted', where: { prop: 'form', is: trait } }
    await world.publish({
      journey,
      entry,
      steps: {
        set: { setTrait: { [trait]: value }, next: 'asked' },
        asked: { branch: [{ when: rule, to: 'holds' }, { otherwise: 'fails' }] },
        holds: { exit: { reason: 'holds' } },
        fails: { exit: { reason: 'fails' } },
      },
    })
    const customer = await world.aCustomer()
    expect(await audienceOf(rule)).toEqual([])
    await world.does(customer, 'lead.submitted', { form: trait })
    expect(await world.theRun(journey, customer)).toMatchObject({ state: 'ended', endReason: 'holds' })
    expect(await audienceOf(rule)).toEqual([customer._id])
  },
)

it('what is counted is counted once a visit, though the process dies before the run goes on', async () => {
  await world.publish({
    journey: 'counts',
    entry: { event: 'order.paid', key: 'orderId', again: 'always' },
    steps: {
      rest: { wait: '1 day', next: 'count' },
      count: { setTrait: { visits: { add: 1 }, points: { add: -5 } }, next: 'end' },
    },
  })
  const customer = await world.aCustomer()
  for (const orderId of ['A', 'B', 'C']) await world.does(customer, 'order.paid', { orderId })
  world.clock.advance(24 * hourMs)
  const counted = async () => (await world.customers.find(customer._id))?.traits
  const dying = world.newJourneys('worker-2', {
    runs: {
      ...world.stores.runs,
      async write(writes, token) {
        if (writes.some(({ as }) => as.kind === 'end')) throw new Error('the process is killed')
        return world.stores.runs.write(writes, token)
      },
    },
  })
  await expect(world.work(dying)).rejects.toThrow('the process is killed')
  expect(await counted()).toMatchObject({ visits: 3, points: -15 })
  world.clock.advance(hourMs)
  await world.work()
  expect((await world.allRuns()).filter(({ journeyId }) => journeyId === 'counts')).toMatchObject(
    Array.from({ length: 3 }, () => ({ state: 'ended', stepId: 'count' })),
  )
  expect(await counted()).toMatchObject({ visits: 3, points: -15 })
})

it('what an event said is written as it was, unless it fits no longer', async () => {
  await world.publish({
    journey: 'takes',
    entry: { event: 'custom.survey' },
    steps: {
      take: {
        setTrait: { skin: { entry: 'skin' }, age: { entry: 'age' }, stage: { entry: 'stage' } },
        next: 'end',
      },
    },
  })
  const customer = await world.aCustomer()
  // `stage` is a text by its declaration.
  await world.does(customer, 'custom.survey', { skin: '干性', age: 30, stage: 7 })
  const traits = (await world.customers.find(customer._id))?.traits
  expect(traits).toMatchObject({ skin: '干性', age: 30 })
  expect(traits).not.toHaveProperty('stage')
})
