import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { explainTouch } from '../outreach/touch/explain.ts'
import { isOnSide } from './pilot-audience.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const leaseMs = 60_000

let world: JourneyWorld
let customer: Customer
beforeEach(async () => {
  world = await aJourneyWorld({ options: { batchSize: 10, leaseMs } })
  customer = await world.aCustomer()
})
afterEach(() => world.drop())

const entry = { event: 'lead.submitted', again: 'always' }
const first = {
  journey: 'j',
  entry,
  steps: {
    rest: { wait: '2 days', next: 'say' },
    say: { send: { message: 'hello' }, next: 'answer' },
    answer: { waitFor: { event: 'miniprogram.entered', within: '2 days' }, yes: 'thank', no: 'end' },
    thank: { send: { message: 'again' }, next: 'end' },
  },
}
/** Shorter waits, other words. */
const second = {
  journey: 'j',
  entry,
  steps: {
    rest: { wait: '3 days', next: 'say' },
    say: { send: { message: 'offer' }, next: 'reply' },
    reply: { waitFor: { event: 'miniprogram.entered', within: '4 days' }, yes: 'thank', no: 'end' },
    thank: { send: { message: 'again' }, next: 'gift' },
    gift: { coupon: { batch: 'b' }, next: 'end' },
  },
}
const sameNames = { rest: 'rest', say: 'say', answer: 'reply', thank: 'thank' }

const run = (of = customer) => world.theRun('j', of)
const sent = () => world.senders.sms.calls.length
const publishSecond = (steps: Record<string, string> = sameNames) =>
  world.publish(second, { move: { 'journey:j': [{ from: 1, steps }] } })
/** Whoever looks now has not looked just before. */
const move = (workerId = 'mover') => world.newJourneys(workerId).moveRuns()
const mapping = async (id = 'j@1-2') =>
  (await world.stores.mappings.ofJourney('j')).find(({ _id }) => _id === id)
async function pass(ms: number): Promise<void> {
  world.clock.advance(ms)
  await world.work()
}
async function begin(who = customer): Promise<void> {
  await world.does(who, 'lead.submitted')
}

beforeEach(async () => {
  await world.publish(first)
  await begin()
})

describe('somebody who waits', () => {
  it('goes on waiting in the new version: what has passed of the wait has passed', async () => {
    await pass(dayMs)
    await publishSecond()
    expect(await move()).toBe(1)
    await world.work()
    expect(await run()).toMatchObject({ versionId: 'j@2', stepId: 'rest', visit: 1 })
    await pass(2 * dayMs - 1)
    expect(sent()).toBe(0)
    await pass(1)
    expect(sent()).toBe(1)
    expect((await run()).stepId).toBe('reply')
  })

  it('is asked about the window of the new version from when the wait began, and answers of before count', async () => {
    await pass(2 * dayMs)
    await pass(dayMs)
    expect((await run()).stepId).toBe('answer')
    await publishSecond()
    await world.does(await world.aCustomer(), 'page.viewed')
    await move()
    await world.work()
    expect(await run()).toMatchObject({ stepId: 'reply', listens: ['miniprogram.entered'] })
    await pass(3 * dayMs - 1)
    expect((await run()).state).toBe('active')
    await world.does(customer, 'miniprogram.entered')
    expect(await run()).toMatchObject({ versionId: 'j@2', state: 'ended', stepId: 'gift' })
  })

  it('begins a wait of another kind from its beginning', async () => {
    await pass(dayMs)
    await publishSecond({ rest: 'reply' })
    await move()
    await world.work()
    await pass(4 * dayMs - 1)
    expect(await run()).toMatchObject({ state: 'active', stepId: 'reply' })
    await pass(1)
    expect((await run()).state).toBe('ended')
  })

  it('stays where it is while the journey is paused, and is given its times when it goes on', async () => {
    await world.steer('j', 'pause')
    await pass(dayMs)
    await publishSecond()
    await move()
    expect(await world.work()).toBe(0)
    await world.steer('j', 'resume')
    await world.journeys.steerRuns()
    await pass(3 * dayMs - 1)
    expect((await run()).stepId).toBe('rest')
    await pass(1)
    expect((await run()).stepId).toBe('reply')
  })
})

describe('a step that leads nowhere', () => {
  const days = (...stepIds: string[]) =>
    Object.fromEntries(stepIds.map((stepId, n) => [stepId, { wait: '1 day', next: stepIds[n + 1] ?? 'end' }]))
  const written = (steps: object) => ({ journey: 'k', entry: { event: 'order.paid' }, steps })

  it('leaves its people on the version they are on, to its end, also where others are moved', async () => {
    const other = await world.aCustomer()
    await world.publish(written(days('gone', 'kept')))
    await world.does(customer, 'order.paid')
    await pass(dayMs / 2)
    await world.does(other, 'order.paid')
    await pass(dayMs / 2)
    const runs = () => Promise.all([customer, other].map((who) => world.theRun('k', who)))
    expect((await runs()).map(({ stepId }) => stepId)).toEqual(['kept', 'gone'])
    await world.publish(written(days('kept')), {
      move: { 'journey:k': [{ from: 1, steps: { kept: 'kept' } }] },
    })
    await move()
    expect((await runs()).map(({ versionId }) => versionId)).toEqual(['k@2', 'k@1'])
    await pass(dayMs / 2)
    expect((await runs())[1]).toMatchObject({ state: 'active', stepId: 'kept' })
    await move()
    await pass(dayMs)
    expect((await runs())[1]).toMatchObject({ versionId: 'k@1', state: 'ended', stepId: 'kept' })
    expect((await world.stores.mappings.ofJourney('k'))[0]).toMatchObject({ moved: 1 })
  })
})

describe('a send that is left', () => {
  const quietNight = new Date('2026-03-04T23:00:00+08:00')

  /** A message put off to the morning. */
  async function putOff(): Promise<void> {
    world.say({ ...world.messages.get('hello')!, purpose: 'marketing' })
    world.clock.set(quietNight)
    await world.work()
  }

  it('ends as skipped, with that reason, before its run is moved; the new version writes anew', async () => {
    await putOff()
    expect((await run()).stepId).toBe('say')
    await publishSecond()
    await move()
    const left = await world.touch(`${(await run())._id}:say:1`)
    expect(left).toMatchObject({ state: 'skipped' })
    expect(left.decisions.filter(({ final }) => final)).toMatchObject([{ reason: 'moved' }])
    expect(explainTouch(left)).toContain('移到流程的另一个版本')
    expect(await run()).toMatchObject({ versionId: 'j@2', stepId: 'say', visit: 2 })
    await world.work()
    expect(sent()).toBe(1)
    expect((await world.touch(`${(await run())._id}:say:2`)).messageId).toBe('offer')
  })

  it('that has gone out is not written again: its people go on first and are moved from where they rest', async () => {
    const { runs } = world.stores
    await pass(2 * dayMs - 1)
    // Dies right after the call: the run stands at the send, which is done.
    const dying = world.newJourneys('dying', {
      runs: {
        ...runs,
        write: async (writes, token) =>
          writes.some(({ as }) => as.kind === 'rest') ? new Set() : runs.write(writes, token),
      },
    })
    world.clock.advance(1)
    await world.work(dying)
    expect([(await run()).stepId, sent()]).toEqual(['say', 1])
    await publishSecond()
    world.clock.advance(leaseMs)
    await move()
    expect((await run()).versionId).toBe('j@1')
    await world.work()
    await move()
    await world.work()
    expect(await run()).toMatchObject({ versionId: 'j@2', stepId: 'reply' })
    expect(sent()).toBe(1)
  })
})

describe('a pilot that begins', () => {
  const audience = { share: 1 }
  const pilot = (steps: Record<string, string>) =>
    world.publish(second, {
      pilot: { 'journey:j': { kind: 'begin', audience } },
      move: { 'journey:j': [{ from: 1, steps }] },
    })
  /** Somebody who enters what everybody else gets. */
  async function anOutsider(): Promise<Customer> {
    for (;;) {
      const who = await world.aCustomer()
      if (isOnSide(who._id, 'j', { pilot: audience, inside: false })) return who
    }
  }

  it('takes along who stands at a step that was named, and nobody who enters the other version later', async () => {
    world.clock.advance(1)
    await pilot({ rest: 'rest' })
    world.clock.advance(1)
    const later = await anOutsider()
    await begin(later)
    expect(await move()).toBe(1)
    await move()
    expect([(await run()).versionId, (await run(later)).versionId]).toEqual(['j@2', 'j@1'])
    // Only those of before are waited for, so that it comes to an end while people go on to enter.
    await pass(leaseMs)
    await move()
    expect((await mapping())?.doneAt).toBeInstanceOf(Date)
  })

  it('takes nobody along from a step nobody named', async () => {
    await pilot({})
    await move()
    expect((await run()).versionId).toBe('j@1')
  })

  it('takes nobody any more once it is withdrawn, and who came goes back as it was chosen', async () => {
    const late = await anOutsider()
    await begin(late)
    await world.stores.runs.leaseOne(await run(late), {
      token: 'busy',
      until: new Date(world.clock.now().getTime() + hourMs),
    })
    world.clock.advance(1)
    await pilot({ rest: 'rest' })
    await move()
    expect([(await run()).versionId, (await run(late)).versionId]).toEqual(['j@2', 'j@1'])
    await world.change({
      pilot: { 'journey:j': { kind: 'withdraw' } },
      move: { 'journey:j': [{ from: 2, steps: { rest: 'rest' } }] },
    })
    await pass(hourMs)
    await move()
    expect([(await run()).versionId, (await run(late)).versionId]).toEqual(['j@1', 'j@1'])
    expect((await mapping())?.doneAt).toBeInstanceOf(Date)
  })
})

it('whoever is to leave, leaves: their run ends with the reason, and what waits to be sent is not sent', async () => {
  world.say({ ...world.messages.get('hello')!, purpose: 'marketing' })
  world.clock.set(new Date('2026-03-04T23:00:00+08:00'))
  await world.work()
  expect((await run()).stepId).toBe('say')
  await publishSecond({ say: 'end' })
  expect(await move()).toBe(1)
  expect(await run()).toMatchObject({ state: 'ended', endReason: 'leftByChoice', versionId: 'j@1' })
  await pass(dayMs)
  expect(sent()).toBe(0)
})

it('whoever is being worked on is moved once that is over', async () => {
  await world.stores.runs.leaseOne(await run(), {
    token: 'busy',
    until: new Date(world.clock.now().getTime() + leaseMs),
  })
  await publishSecond()
  expect(await move()).toBe(0)
  await pass(leaseMs)
  expect(await move()).toBe(1)
})

it('a step that failed after it may have taken effect is left only for the same step', async () => {
  await world.publish(second)
  const other = await world.aCustomer()
  await begin(other)
  const stored = world.connection.db!.collection<{ _id: string }>('runs')
  const { _id } = await run(other)
  await stored.updateOne({ _id }, { $set: { stepId: 'gift', failures: 1 } })
  const third = { ...second, steps: { ...second.steps, rest: { wait: '1 hour', next: 'say' } } }
  await world.publish(third, { move: { 'journey:j': [{ from: 2, steps: { gift: 'thank' } }] } })
  expect(await move()).toBe(0)
  await world.change({ move: { 'journey:j': [{ from: 2, steps: { gift: 'gift' } }] } })
  expect(await move()).toBe(1)
  expect(await run(other)).toMatchObject({ versionId: 'j@3', stepId: 'gift', visit: 1 })
})

describe('the work of moving', () => {
  it('moves a thousand people, each once, by two workers at once', async () => {
    const one = await run()
    const clone = (n: number) => ({ ...one, _id: `j:c_${n}:1`, customerId: `c_${n}` })
    await world.stores.runs.insertMany(Array.from({ length: 999 }, (_, n) => clone(n)))
    world.clock.advance(dayMs)
    await publishSecond()
    const both = await Promise.all([move('one'), move('two')])
    expect(both[0] + both[1]).toBe(1_000)
    const runs = await world.allRuns()
    expect(runs).toHaveLength(1_000)
    const { enteredStepAt } = one
    for (const each of runs) {
      expect(each).toMatchObject({
        versionId: 'j@2',
        stepId: 'rest',
        visit: 1,
        enteredStepAt,
        rev: one.rev + 1,
      })
    }
    expect(await mapping()).toMatchObject({ moved: 1_000 })
  })

  it('moves whoever a late process lets in on the old version, until all act on it and what they had is over', async () => {
    const late = world.aProcess('late')
    await late.published.refresh()
    await publishSecond()
    await move()
    world.clock.advance(leaseMs)
    await move()
    world.clock.advance(leaseMs)
    await move()
    expect((await mapping())?.doneAt).toBeUndefined()
    const other = await world.aCustomer()
    await late.journeys.enter('j', other._id, 'hand')
    expect((await run(other)).versionId).toBe('j@1')
    await move()
    expect((await run(other)).versionId).toBe('j@2')

    await late.published.refresh()
    await move()
    world.clock.advance(leaseMs - 1)
    await move()
    expect((await mapping())?.doneAt).toBeUndefined()
    world.clock.advance(1)
    await move()
    expect((await mapping())?.doneAt).toEqual(world.clock.now())
  })

  it('takes people on through one mapping after the other', async () => {
    await publishSecond()
    await world.publish(first, {
      move: { 'journey:j': [{ from: 2, steps: { rest: 'rest', reply: 'answer' } }] },
    })
    await move()
    await move()
    expect((await run()).versionId).toBe('j@3')
  })
})

it.each([
  [{ from: 1, steps: { nowhere: 'rest' } }, 'steps.nowhere', '@1 里有的步骤（没有 nowhere）'],
  [{ from: 1, steps: { rest: 'nowhere' } }, 'steps.rest', '新版本里有的步骤（没有 nowhere）'],
  [{ from: 7, steps: { rest: 'rest' } }, '', '做过的版本（没有 @7）'],
])('a mapping of what is not there is refused: %j', async (map, path, expected) => {
  await expect(world.publish(second, { move: { 'journey:j': [map] } })).rejects.toMatchObject({
    data: { faults: [{ key: 'journey:j', path, expected }] },
  })
  expect(world.published.snapshot().number).toBe(1)
})
