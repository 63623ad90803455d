import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let world: JourneyWorld
let customer: Customer
beforeEach(async () => {
  world = await aJourneyWorld({ options: { batchSize: 10 } })
  customer = await world.aCustomer()
})
afterEach(() => world.drop())

const journey = {
  journey: 'j',
  entry: { event: 'lead.submitted' },
  exit: [{ event: 'order.refunded' }],
  goal: { event: 'order.paid', within: '90 days' },
  steps: {
    rest: { wait: '2 days', next: 'say' },
    say: { send: { message: 'hello' }, next: 'answer' },
    answer: { waitFor: { event: 'miniprogram.entered', within: '2 days' }, yes: 'again', no: 'end' },
    again: { send: { message: 'again' }, next: 'end' },
  },
}
const run = (of = customer) => world.theRun('j', of)
const sent = () => world.senders.sms.calls.length
/** Time goes by, and workers do what is due. */
async function pass(ms: number): Promise<void> {
  world.clock.advance(ms)
  await world.journeys.steerRuns()
  await world.work()
}
async function begin(): Promise<void> {
  await world.publish(journey)
  await world.does(customer, 'lead.submitted')
}

describe('a paused journey', () => {
  beforeEach(begin)

  it('lets nobody in, and whoever is on it stands still without failure or retry', async () => {
    await world.steer('j', 'pause')
    const other = await world.aCustomer()
    await world.does(other, 'lead.submitted')
    await expect(world.journeys.enter('j', other._id, 'hand')).rejects.toThrow('journey.not_found')
    await pass(10 * dayMs)
    expect(await world.allRuns()).toMatchObject([{ state: 'active', stepId: 'rest', failures: 0 }])
    expect(await world.journeys.nextDueAt()).toBeNull()
    expect(sent()).toBe(0)
    // Nothing is missing there.
    expect(await world.journeys.held()).toEqual([])
  })

  it('lets exits end and goals count all the same', async () => {
    await world.steer('j', 'pause')
    await world.does(customer, 'order.paid', { amountFen: 100 })
    await world.does(customer, 'order.refunded')
    expect(await run()).toMatchObject({ state: 'ended', goalMetAt: world.clock.now() })
  })

  it('goes on after it where the pause cut a wait: what was left of it is left still', async () => {
    await pass(dayMs)
    await world.steer('j', 'pause')
    await pass(7 * dayMs)
    await world.steer('j', 'resume')
    await pass(0)
    expect(sent()).toBe(0)
    await pass(dayMs - 1)
    expect(sent()).toBe(0)
    await pass(1)
    expect(sent()).toBe(1)
  })

  it('counts an answer that came during the pause, and gives the rest of the window after it', async () => {
    const silent = await world.aCustomer()
    await world.does(silent, 'lead.submitted')
    await pass(2 * dayMs)
    await world.steer('j', 'pause')
    await world.does(customer, 'miniprogram.entered')
    await pass(7 * dayMs)
    await world.steer('j', 'resume')
    await pass(0)
    expect(await run()).toMatchObject({ state: 'ended', stepId: 'again' })
    expect(await run(silent)).toMatchObject({ state: 'active', stepId: 'answer' })
    await pass(2 * dayMs - 1)
    expect((await run(silent)).state).toBe('active')
    await pass(1)
    expect(await run(silent)).toMatchObject({ state: 'ended', stepId: 'answer' })
  })

  it('leaves a date where it is', async () => {
    const at = new Date(world.clock.now().getTime() + 3 * dayMs)
    await world.publish({
      journey: 'd',
      entry: { event: 'order.paid' },
      steps: {
        till: { wait: { until: at.toISOString() }, next: 'say' },
        say: { send: { message: 'hello' }, next: 'end' },
      },
    })
    await world.does(customer, 'order.paid', { amountFen: 100 })
    await world.steer('d', 'pause')
    await pass(2 * dayMs)
    await world.steer('d', 'resume')
    await pass(dayMs - 1)
    expect((await world.theRun('d', customer)).stepId).toBe('till')
    await pass(1)
    expect((await world.theRun('d', customer)).state).toBe('ended')
  })

  it('is not begun again before every wait has its new time, and no wait is moved twice', async () => {
    const others = await world.crowd(24)
    for (const other of others) await world.does(other, 'lead.submitted')
    await pass(dayMs)
    await world.steer('j', 'pause')
    world.clock.advance(5 * dayMs)
    await world.steer('j', 'resume')
    // Between the two: it stands still until a worker has re-dated everybody.
    expect(await world.work()).toBe(0)
    const both = await Promise.all([world.journeys.steerRuns(), world.newJourneys('worker-2').steerRuns()])
    expect(both).toEqual([1, 1])
    const dueAt = new Set((await world.allRuns()).map((each) => each.dueAt?.toISOString()))
    expect([...dueAt]).toEqual([new Date(world.clock.now().getTime() + dayMs).toISOString()])
    expect(await world.work()).toBe(0)
    await pass(dayMs)
    expect(sent()).toBe(25)
  })

  it('paused twice shifts by both pauses, and one within a step only by what it stood', async () => {
    await world.steer('j', 'pause')
    await pass(dayMs)
    await world.steer('j', 'resume')
    await pass(hourMs)
    await world.steer('j', 'pause')
    await pass(3 * dayMs)
    await world.steer('j', 'resume')
    await pass(2 * dayMs - hourMs - 1)
    expect(sent()).toBe(0)
    await pass(1)
    expect(sent()).toBe(1)
  })

  it('keeps its pause over a new version: new people get that one once it goes on', async () => {
    await world.steer('j', 'pause')
    await world.publish({ ...journey, steps: { ...journey.steps, rest: { wait: '1 hour', next: 'say' } } })
    await world.does(await world.aCustomer(), 'lead.submitted')
    expect(await world.allRuns()).toHaveLength(1)
    await world.steer('j', 'resume')
    await pass(0)
    const next = await world.aCustomer()
    await world.does(next, 'lead.submitted')
    expect((await run(next)).versionId).toBe('j@2')
    expect((await run()).versionId).toBe('j@1')
  })
})

it('a stopped journey lets nobody in, and whoever is on it walks to its end', async () => {
  await begin()
  await world.steer('j', 'stop')
  await world.does(await world.aCustomer(), 'lead.submitted')
  expect(await world.allRuns()).toHaveLength(1)
  await pass(2 * dayMs)
  await pass(2 * dayMs)
  expect(await run()).toMatchObject({ state: 'ended', stepId: 'answer' })
  await world.steer('j', 'resume')
  await world.does(await world.aCustomer(), 'lead.submitted')
  expect(await world.allRuns()).toHaveLength(2)
})

describe('an ended journey', () => {
  it('is left by everybody, for that reason; goals of the past still count', async () => {
    await begin()
    const others = await world.crowd(15)
    for (const other of others) await world.does(other, 'lead.submitted')
    await world.steer('j', 'end')
    await pass(0)
    const runs = await world.allRuns()
    expect(runs).toHaveLength(16)
    expect(new Set(runs.map(({ state, endReason }) => `${state} ${endReason}`))).toEqual(
      new Set(['ended journeyEnded']),
    )
    await world.does(customer, 'order.paid', { amountFen: 100 })
    expect((await run()).goalMetAt).toEqual(world.clock.now())
    await world.does(await world.aCustomer(), 'lead.submitted')
    expect(await world.allRuns()).toHaveLength(16)
  })

  it('is left by whoever a process let in that did not know of it yet', async () => {
    await begin()
    const late = await world.aCustomer()
    await world.steer('j', 'end')
    await pass(0)
    await world.stores.runs.insertMany([
      {
        ...(await run()),
        _id: `j:${late._id}:1`,
        customerId: late._id,
        state: 'active',
        dueAt: world.clock.now(),
      },
    ])
    await world.newJourneys('next').steerRuns()
    expect((await run(late)).endReason).toBe('journeyEnded')
  })
})

it.each([
  ['pause', 'pause'],
  ['end', 'pause'],
  ['end', 'resume'],
  ['pause', 'stop'],
] as const)('after %s, %s is refused with the state it is in', async (first, second) => {
  await begin()
  await world.steer('j', first)
  await expect(world.steer('j', second)).rejects.toMatchObject({
    code: 'definitions.refused',
    data: { faults: [{ key: 'journey:j', todo: '先看流程现在的状态' }] },
  })
})

it('what is no journey cannot be steered, nor one nobody published', async () => {
  await expect(world.steer('nobody', 'pause')).rejects.toMatchObject({
    data: { faults: [{ key: 'journey:nobody', expected: '已有的流程' }] },
  })
})
