import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Run } from '../../models/run.ts'
import { spread } from '../stable-hash.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const steps = {
  rest: { wait: '1 hour', next: 'mark' },
  mark: { tag: { add: ['醒来'] }, next: 'say' },
  say: { send: { message: 'hello' }, next: 'end' },
}

describe('many workers', () => {
  it('racing for one batch perform each effect once', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const crowd = await world.crowd(12)
    await Promise.all(crowd.map(({ _id }) => world.journeys.enter('j', _id, 'test')))
    world.clock.advance(hourMs)
    const workers = Array.from({ length: 8 }, (_, n) => world.newJourneys(`racer-${n}`))
    const due = await world.journeys.dueSteps(world.clock.now())
    await Promise.all(
      workers.flatMap((journeys) =>
        due.map(({ versionId, stepId, shard }) => journeys.advanceDue({ versionId, stepId, shard })),
      ),
    )
    expect(new Set(world.texts()).size).toBe(12)
    expect(world.senders.sms.calls).toHaveLength(12)
    expect((await world.allRuns()).every(({ state }) => state === 'ended')).toBe(true)
    expect(world.eventsNamed('journey.ended')).toHaveLength(12)
  })
})

describe('a worker that dies', () => {
  it('before it wrote back is followed by another when its lease is over, who sends nothing again', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    world.clock.advance(hourMs)
    const before = await world.theRun('j', customer)
    const group = { versionId: before.versionId, stepId: 'rest', shard: before.shard }
    const until = new Date(world.clock.now().getTime() + 60_000)
    // It took the run, did everything, and its last write is lost.
    await world.stores.runs.leaseDue(group, { token: 'dead', now: world.clock.now(), until, limit: 200 })
    await world.outreach.deliver({
      touchId: `${before._id}:say:1`,
      customerId: customer._id,
      messageId: 'hello',
    })
    expect(await world.work()).toBe(0)
    world.clock.set(until)
    expect(await world.work()).toBe(1)
    expect(await world.theRun('j', customer)).toMatchObject({ state: 'ended' })
    expect(world.texts()).toHaveLength(1)
  })

  it('cannot write over the one who followed it', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    world.clock.advance(hourMs)
    const { versionId, shard } = await world.theRun('j', customer)
    const until = new Date(world.clock.now().getTime() + 60_000)
    const [stale] = await world.stores.runs.leaseDue(
      { versionId, stepId: 'rest', shard },
      { token: 'slow', now: world.clock.now(), until, limit: 200 },
    )
    world.clock.set(until)
    await world.work()
    const written = await world.stores.runs.write(
      [
        {
          run: { ...(stale as Run), stepId: 'mark' },
          before: stale as Run,
          as: { kind: 'rest', dueAt: until },
        },
      ],
      'slow',
    )
    expect(written.size).toBe(0)
    expect(await world.theRun('j', customer)).toMatchObject({ state: 'ended', stepId: 'say' })
  })
})

describe('a slow batch', () => {
  it('keeps its lease while it works', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    world.clock.advance(hourMs)
    let taken = -1
    world.senders.sms.during = async () => {
      world.clock.advance(50_000)
      taken = await world.work(world.newJourneys('other'))
    }
    await world.work()
    expect(taken).toBe(0)
    expect(world.texts()).toHaveLength(1)
  })
})

describe('waits and branches of a crowd', () => {
  it('advance in bulk: a few round trips for a batch, whatever its size', async () => {
    await world.publish({
      journey: 'j',
      entry: { api: true },
      steps: {
        rest: { wait: '1 hour', next: 'which' },
        which: { branch: [{ when: { tag: '醒来' }, to: 'a' }, { otherwise: 'b' }] },
        a: { wait: '1 hour', next: 'end' },
        b: { wait: '2 hours', next: 'end' },
      },
    })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    const born = await world.theRun('j', customer)
    const copies = Array.from(
      { length: 400 },
      (_, n): Run => ({ ...born, _id: `j:${customer._id}:${n + 2}` }),
    )
    await world.connection.db!.collection<Run>('runs').insertMany(copies)
    world.clock.advance(hourMs)
    const group = { versionId: born.versionId, stepId: 'rest', shard: spread(customer._id, 16) }
    const first = await world.journeys.advanceDue(group)
    expect(first).toEqual({ advanced: 200, nextDueAt: world.clock.now() })
    await world.work()
    const runs = await world.allRuns()
    expect(runs).toHaveLength(401)
    expect(new Set(runs.map(({ stepId }) => stepId))).toEqual(new Set(['b']))
    expect(await world.journeys.nextDueAt()).toEqual(new Date(world.clock.now().getTime() + 2 * hourMs))
  })

  it('are each written over as they were stored, whichever way they had come', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    const born = await world.theRun('j', customer)
    const other: Run = {
      ...born,
      _id: `j:${customer._id}:2`,
      rev: born.rev + 3,
      vars: { coupon: { code: 'A' } },
    }
    await world.connection.db!.collection<Run>('runs').insertOne(other)
    world.clock.advance(hourMs)
    const lease = { token: 't', now: world.clock.now(), until: new Date(2e12), limit: 200 }
    const { versionId, stepId, shard } = born
    const leased = await world.stores.runs.leaseDue({ versionId, stepId, shard }, lease)
    const stored = await world.allRuns()
    expect(leased.toSorted((a, b) => a.rev - b.rev)).toEqual(stored.toSorted((a, b) => a.rev - b.rev))
    expect(leased.map(({ rev }) => rev).toSorted()).toEqual([born.rev + 1, born.rev + 4])
  })

  it('of which more are due than a page holds do not hide the other steps', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    const born = await world.theRun('j', customer)
    const crowd = Array.from({ length: 2_500 }, (_, n): Run => ({ ...born, _id: `crowd:${n}` }))
    const hidden: Run = { ...born, _id: 'hidden', stepId: 'say', dueAt: new Date(born.dueAt!.getTime() + 1) }
    await world.connection.db!.collection<Run>('runs').insertMany([...crowd, hidden])
    world.clock.advance(2 * hourMs)
    const steps_ = new Set((await world.journeys.dueSteps(world.clock.now())).map(({ stepId }) => stepId))
    expect(steps_).toEqual(new Set(['rest', 'say']))
  })
})

describe('the audit', () => {
  it('gives a run without a future a due time', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    const runs = world.connection.db!.collection<Run>('runs')
    await runs.updateOne({ _id: `j:${customer._id}:1` }, { $unset: { dueAt: 1, lease: 1 } })
    expect(await world.work()).toBe(0)
    expect(await world.journeys.audit()).toEqual({ stuck: [], repaired: 1 })
    world.clock.advance(hourMs)
    await world.work()
    expect(await world.theRun('j', customer)).toMatchObject({ state: 'ended' })
  })

  it('reports a run whose version is gone', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    const runs = world.connection.db!.collection<Run>('runs')
    const _id = `j:${customer._id}:1`
    await runs.updateOne({ _id }, { $unset: { dueAt: 1 }, $set: { versionId: 'j@99' } })
    expect(await world.journeys.audit()).toEqual({ stuck: [_id], repaired: 0 })
  })

  it('tells what a crash left untold', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'test')
    const run = await world.theRun('j', customer)
    expect(run.untold).toEqual([])
    await world.stores.runs.end(run._id, 'exit:order.paid', world.clock.now(), 'dead')
    await world.journeys.audit()
    expect(world.eventsNamed('journey.ended')).toMatchObject([{ props: { reason: 'exit:order.paid' } }])
    expect((await world.theRun('j', customer)).untold).toEqual([])
  })
})

describe('publishing', () => {
  it('makes a new version of a changed journey and leaves runs on theirs', async () => {
    const first = { journey: 'j', entry: { api: true }, steps }
    expect((await world.publish(first)).changes).toEqual([{ key: 'journey:j', to: 1 }])
    expect((await world.publish(first)).changes).toEqual([])
    const [before, after] = [await world.aCustomer(), await world.aCustomer()]
    await world.journeys.enter('j', before._id, 'test')
    await world.publish({
      journey: 'j',
      entry: { api: true },
      steps: { ...steps, rest: { wait: '2 hours', next: 'mark' } },
    })
    await world.journeys.enter('j', after._id, 'test')
    expect((await world.theRun('j', before)).versionId).toBe('j@1')
    expect((await world.theRun('j', after)).versionId).toBe('j@2')
    world.clock.advance(hourMs)
    await world.work()
    expect(world.texts()).toEqual([`j:${before._id}:1:say:1#1`])
  })
})
