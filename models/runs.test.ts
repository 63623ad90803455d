import { afterAll, beforeEach, expect, it } from 'vitest'
import { aRun as anyRun } from '../test/testing/a-run.ts'
import { testDatabase } from '../test/testing/database.ts'
import type { Run } from './run.ts'
import { createRunStore } from './runs.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const runs = createRunStore(db.connection)
beforeEach(async () => void (await db.connection.collection('runs').deleteMany({})))

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute))
const place = { versionId: 'j@1', stepId: 's', shard: 3 }
const aRun = (_id: string, more: Partial<Run> = {}): Run =>
  anyRun(_id, at(0), { ...place, dueAt: at(1), ...more })
const lease = (token: string, limit = 10) => ({ token, now: at(2), until: at(10), limit })
const ids = (found: Run[]) => found.map(({ _id }) => _id).sort()

it('the insert decides an entry: of several at once it is told which began', async () => {
  expect(await runs.insertMany([aRun('a'), aRun('b')])).toEqual(new Set(['a', 'b']))
  expect(await runs.insertMany([aRun('b'), aRun('c')])).toEqual(new Set(['c']))
})

it('a run stands where it stood only until it ends, goes on, or comes there again', async () => {
  await runs.insertMany([aRun('a'), aRun('over', { state: 'ended' })])
  const at = (more: Partial<Run> = {}) => runs.standsAt({ _id: 'a', stepId: 's', visit: 1, ...more })
  const answers = [at(), at({ stepId: 't' }), at({ visit: 2 }), at({ _id: 'over' })]
  expect(await Promise.all(answers)).toEqual([true, false, false, false])
})

it('racing workers share what is due, and nobody gets what another has', async () => {
  await runs.insertMany(Array.from({ length: 30 }, (_, n) => aRun(`r${n}`)))
  await runs.insertMany([aRun('later', { dueAt: at(5) }), aRun('elsewhere', { shard: 4 })])
  const taken = await Promise.all(['w1', 'w2', 'w3'].map((token) => runs.leaseDue(place, lease(token, 30))))
  const all = taken.flat().map(({ _id }) => _id)
  expect(all).toHaveLength(30)
  expect(new Set(all).size).toBe(30)
  expect(await runs.leaseDue(place, lease('w4'))).toEqual([])
})

it('a write takes effect only for who holds the run, and says for which', async () => {
  await runs.insertMany([aRun('mine'), aRun('lost'), aRun('over')])
  const held = await runs.leaseDue(place, lease('w1'))
  const lost = held.find(({ _id }) => _id === 'lost') as Run
  await runs.leaseOne(lost, { token: 'w2', until: at(20) })
  await runs.end('over', 'exit', at(3), 'x')
  const writes = held.map(
    (run) => ({ run, before: structuredClone(run), as: { kind: 'rest', dueAt: at(20) } }) as const,
  )
  expect(await runs.write(writes, 'w1')).toEqual(new Set(['mine']))
  expect(await runs.find('mine')).toMatchObject({ dueAt: at(20), state: 'active' })
  expect(await runs.find('mine')).not.toHaveProperty('lease')
  expect(await runs.find('over')).toMatchObject({ state: 'ended', endReason: 'exit', untold: ['ended'] })
})

it('one that nobody has written since can be taken from whoever holds it, once', async () => {
  await runs.insertMany([aRun('a')])
  const [run] = await runs.leaseDue(place, lease('w1'))
  const tries = ['w2', 'w3'].map((token) => runs.leaseOne(run as Run, { token, until: at(9) }))
  expect((await Promise.all(tries)).filter((taken) => taken !== null)).toHaveLength(1)
})

it('ends once, and counts its goal once', async () => {
  await runs.insertMany([aRun('a')])
  const ends = await Promise.all([1, 2].map((n) => runs.end('a', `reason ${n}`, at(3), 'x')))
  expect(ends.filter(Boolean)).toHaveLength(1)
  expect([
    await runs.countGoal('a', { at: at(4), valueFen: 100 }),
    await runs.countGoal('a', { at: at(5) }),
  ]).toEqual([true, false])
  expect(await runs.find('a')).toMatchObject({
    goalMetAt: at(4),
    goalValueFen: 100,
    untold: ['ended', 'goal'],
  })
  await runs.told(['a'], 'goal')
  expect(ids(await runs.untold(10))).toEqual(['a'])
})

it('a goal without a value stores none', async () => {
  await runs.insertMany([aRun('a')])
  await runs.countGoal('a', { at: at(4) })
  expect(await runs.find('a')).not.toHaveProperty('goalValueFen')
})

it('a goal is changed or dropped only as long as it is the one this order met', async () => {
  await runs.insertMany([aRun('a')])
  await runs.countGoal('a', { at: at(4), valueFen: 100, order: 'shop:1' })
  await runs.dropGoal('a', 'shop:2')
  await runs.replaceGoal('a', 'shop:2', { at: at(9), order: 'shop:9' })
  const customers = [aRun('a').customerId]
  expect(ids(await runs.withGoalBy(customers, 'shop:1'))).toEqual(['a'])
  await runs.replaceGoal('a', 'shop:1', { at: at(5), valueFen: 50, order: 'shop:2' })
  expect(await runs.find('a')).toMatchObject({ goalMetAt: at(5), goalValueFen: 50, goalOrder: 'shop:2' })
  await runs.dropGoal('a', 'shop:2')
  const dropped = await runs.find('a')
  expect([dropped?.goalMetAt, dropped?.goalValueFen, dropped?.untold]).toEqual([undefined, undefined, []])
})

it('knows who is stuck, and moves them on once', async () => {
  const { dueAt: _, ...still } = aRun('stuck')
  await runs.insertMany([still, aRun('fine'), { ...still, _id: 'listening', listens: ['e'] }])
  const [listening, stuck, ...more] = (await runs.stuck(10)).sort((a, b) => a._id.localeCompare(b._id))
  // What it listens for may never come, and without a due time the wait has no end.
  expect([listening?._id, stuck?._id, more]).toEqual(['listening', 'stuck', []])
  expect([await runs.revive(stuck as Run, at(6)), await runs.revive(stuck as Run, at(7))]).toEqual([
    true,
    false,
  ])
  expect((await runs.find('stuck'))?.dueAt).toEqual(at(6))
})

it('knows when the next is due, at a step and anywhere', async () => {
  expect([await runs.nextDueAt([]), await runs.nextDueOf(place)]).toEqual([null, null])
  await runs.insertMany([aRun('a', { dueAt: at(7) }), aRun('b', { dueAt: at(4), shard: 5 })])
  expect(await runs.nextDueAt([])).toEqual(at(4))
  expect(await runs.nextDueAt([{ versionId: 'j@1', stepId: 's' }])).toBeNull()
  expect(await runs.nextDueOf(place)).toEqual(at(7))
})

it('hastens who rests at a step, never puts anybody off, and leaves who is held to the next time', async () => {
  const held = { lease: { by: 'w', until: at(60) }, dueAt: at(60) }
  await runs.insertMany([
    aRun('resting', { dueAt: at(50) }),
    aRun('sooner', { dueAt: at(2) }),
    aRun('elsewhere', { stepId: 't', dueAt: at(50) }),
    aRun('held', held),
  ])
  const hastened = ['resting', 'sooner', 'elsewhere', 'held', 'nobody'].map((id) =>
    runs.hasten(id, 's', at(5)),
  )
  expect(await Promise.all(hastened)).toEqual([true, true, true, false, true])
  expect(await runs.find('resting')).toMatchObject({ dueAt: at(5), rev: 1 })
  expect(await runs.find('sooner')).toMatchObject({ dueAt: at(2), rev: 0 })
  expect(await runs.find('elsewhere')).toMatchObject({ dueAt: at(50), rev: 0 })
  expect(await runs.find('held')).toMatchObject({ ...held, rev: 0 })
})
