import { expect } from 'vitest'
import { createRecountStore } from '../../../models/recounts.ts'
import { aRun } from '../../../test/testing/a-run.ts'
import { withDatabase } from '../../../test/testing/database.ts'
import { createRecount } from './recount.ts'
import { keptBySegment, keptFigures } from './testing/compare.ts'
import { recountAll, recountBoth } from './testing/recount.ts'
import { figureWorld, onAndOn } from './testing/world.ts'

const start = new Date('2026-03-02T09:30:00Z')
const it = withDatabase.extend('world', async ({ db }) => {
  const world = figureWorld(db.connection, start)
  const store = createRecountStore(db.connection)
  return { ...world, store, recount: createRecount({ ...world.parts, store }) }
})

it('finds an hour that nobody marked, says which, and has it counted as any other', async ({ db, world }) => {
  await world.runs.insertMany([aRun('known', new Date(start.getTime() - 3 * 3_600_000))])
  await world.settle()
  // Past the collection's own door, as nothing in the product can.
  const raw = db.connection.getClient().db(db.connection.name).collection<{ _id: string }>('runs')
  await raw.insertOne(aRun('forgotten', new Date(start.getTime() - 2 * 3_600_000)))
  world.pass(3_600_000)

  expect(await world.recount.ask()).toBe(true)
  expect(await world.recount.ask()).toBe(false)
  expect(await world.recount.advance(onAndOn)).toEqual({ isThrough: true })

  const report = await world.store.lastReport()
  expect(report).toMatchObject({ differing: 1, checked: 2 })
  expect(report?.differences).toEqual([
    { hour: new Date('2026-03-02T07:00:00Z'), source: 'runs', metrics: ['runs.entered'] },
  ])
  await world.settle()
  expect(await keptFigures(world)).toEqual(await recountAll(db.connection))
})

it('finds an hour whose rows by segment alone are wrong', async ({ db, world }) => {
  await world.runs.insertMany([
    aRun('known', new Date(start.getTime() - 3 * 3_600_000), { segments: ['vip'] }),
  ])
  await world.settle()
  const rows = [{ dims: { flow: 'j' }, count: 1 }]
  await db.connection.collection('rollups').updateOne({ metric: 'runs.entered/segment' }, { $set: { rows } })
  world.pass(3_600_000)
  await world.recount.ask()
  await world.recount.advance(onAndOn)
  expect((await world.store.lastReport())?.differences).toMatchObject([{ metrics: ['runs.entered'] }])
  await world.settle()
  expect(await keptBySegment(world)).toEqual((await recountBoth(db.connection)).bySegment)
})

it('has the days summed anew', async ({ db, world }) => {
  await world.runs.insertMany([aRun('known', new Date(start.getTime() - 3 * 3_600_000))])
  await world.settle()
  await db.connection.collection('rollupDayParts').deleteMany({})
  const day = new Date('2026-03-01T16:00:00Z')
  const asked = { from: day, to: new Date('2026-03-02T16:00:00Z'), metrics: ['runs.entered'] as const }
  expect((await world.figures.read(asked)).figures).toEqual([])
  world.pass(3_600_000)
  await world.recount.ask()
  await world.recount.advance(onAndOn)
  await world.settle()
  expect((await world.figures.read(asked)).figures).toMatchObject([{ count: 1 }])
  expect(await world.days.summed({ sources: ['runs'], from: day, to: start })).toHaveLength(1)
})

it('leaves hours with marks to whoever counts them, and goes on where it was stopped', async ({ world }) => {
  const hours = Array.from({ length: 20 }, (_, n) => new Date(start.getTime() - (2 * n + 1) * 3_600_000))
  await world.runs.insertMany(hours.map((at, n) => aRun(`r${n}`, at)))
  await world.recount.ask()
  let looks = 0
  const once = { shouldStop: () => looks++ > 0, touch: async () => {} }
  expect(await world.recount.advance(once)).toEqual({ isThrough: false })
  const { running } = await world.store.known(world.now())
  // A dozen hours at once, of those that are not empty.
  expect(running).toMatchObject({ checked: 12, differing: 0 })
  expect(await world.recount.advance(onAndOn)).toEqual({ isThrough: true })
  expect(await world.store.lastReport()).toMatchObject({ differing: 0, checked: 20 })
})

it('begins at the first record there is, whosever it is', async ({ db, world }) => {
  const raw = db.connection.getClient().db(db.connection.name).collection<{ _id: string }>('runs')
  const ofATest = { ...aRun('of-a-test-account', new Date(start.getTime() - 9 * 3_600_000)), isTest: true }
  await raw.insertMany([ofATest, aRun('forgotten', new Date(start.getTime() - 3 * 3_600_000))])
  await world.recount.ask()
  await world.recount.advance(onAndOn)
  expect(await world.store.lastReport()).toMatchObject({ differing: 1, checked: 2 })
})

it('is due at 04:30 in Shanghai, each night', async ({ world }) => {
  expect(await world.recount.nextAt()).toEqual(new Date('2026-03-02T20:30:00Z'))
  await world.recount.ask()
  expect(await world.recount.nextAt()).toEqual(start)
})
