import { describe, expect } from 'vitest'
import { aRun } from '../../../test/testing/a-run.ts'
import { withDatabase } from '../../../test/testing/database.ts'
import type { Dimension } from './dimensions.ts'
import { createFigures, type Where } from './read.ts'
import { createRoller, usualLagMs } from './roller.ts'
import { createDaySums } from './sum-days.ts'
import { daysOf, keptDays } from './testing/compare.ts'
import { diceOf } from './testing/dice.ts'
import { recountBoth } from './testing/recount.ts'
import { createStory } from './testing/story.ts'
import { figureWorld, onAndOn } from './testing/world.ts'

// 17:30 in Shanghai.
const start = new Date('2026-03-02T09:30:00Z')
const hourMs = 3_600_000
const hoursAgo = (n: number) => new Date(start.getTime() - n * hourMs)
const day = new Date('2026-03-01T16:00:00Z')
const ofDay = { from: day, to: new Date('2026-03-02T16:00:00Z'), metrics: ['runs.entered'] as const }
const it = withDatabase.extend('world', async ({ db }) => figureWorld(db.connection, start))

describe('the sums of days', () => {
  it('are what a recount says, by whatever is asked and of whichever place', async ({ db, world }) => {
    const questions: [Dimension[], Where?][] = [
      [[]],
      [['flow', 'channel', 'reason']],
      [['flow'], { store: 's1' }],
      [['channel', 'region'], { store: null }],
      [['reason'], { region: '华东' }],
      [['store']],
      // Which no day is summed by.
      [['version', 'message'], { region: '华东' }],
    ]
    const story = createStory(world, diceOf(5), { spanMs: 30 * hourMs, people: 10 })
    await story.populate()
    for (let n = 0; n < 80; n += 1) await story.next()
    await world.settle()
    expect(await world.days.open(1)).toEqual([])
    const { all, bySegment } = await recountBoth(db.connection)
    for (const [by, where] of questions)
      expect(await keptDays(world, by, where), `by ${by}`).toEqual(daysOf(all, by, where))
    const ofSegments: [Dimension[], Where?][] = [
      [['segment']],
      [['segment', 'flow', 'channel', 'reason', 'store']],
      [['flow'], { segment: 'vip' }],
      [['reason'], { segment: 'new', store: 's1' }],
      [['channel'], { segment: null, store: null }],
    ]
    for (const [by, where] of ofSegments)
      expect(await keptDays(world, by, where), `by ${by}`).toEqual(daysOf(bySegment, by, where))
  })

  it('answer without a look at any hour', async ({ world }) => {
    await world.runs.insertMany([aRun('a', hoursAgo(1), { segments: ['vip'] }), aRun('b', hoursAgo(9))])
    await world.settle()
    const looked: Date[] = []
    const figures = createFigures({
      ...world.parts,
      rollups: {
        async between(_, from) {
          looked.push(from)
          return []
        },
      },
    })
    const { figures: found } = await figures.read({ ...ofDay, by: ['flow'] })
    expect(found).toMatchObject([{ count: 2, by: { flow: 'j' } }])
    expect((await figures.read({ ...ofDay, where: { segment: 'vip' } })).figures).toMatchObject([
      { count: 1 },
    ])
    expect((await figures.read({ ...ofDay, by: ['segment'] })).figures).toHaveLength(2)
    expect(looked).toEqual([])
  })

  it('are left alone for a part of a day, whose hours are read', async ({ world }) => {
    await world.runs.insertMany([aRun('a', hoursAgo(1)), aRun('b', hoursAgo(9)), aRun('c', hoursAgo(20))])
    await world.settle()
    const count = async (from: Date, to: Date) =>
      (await world.figures.read({ ...ofDay, from, to })).figures[0]?.count ?? 0
    expect(await count(new Date('2026-03-01T12:00:00Z'), ofDay.to)).toBe(3)
    expect(await count(ofDay.from, new Date('2026-03-02T08:00:00Z'))).toBe(1)
    expect(await count(ofDay.from, ofDay.to)).toBe(2)
  })

  it('say nothing any more once an hour was replaced, until the day is summed again', async ({ world }) => {
    await world.runs.insertMany([aRun('a', hoursAgo(1))])
    await world.settle()
    await world.runs.insertMany([aRun('late', hoursAgo(2))])
    const roller = createRoller(world.parts)
    await roller.advance(onAndOn)
    world.pass(usualLagMs)
    await roller.advance(onAndOn)
    expect(await world.days.open(9)).toHaveLength(1)
    const read = async () => (await world.figures.read(ofDay)).figures[0]?.count
    expect(await read()).toBe(2)
    await createDaySums(world.parts).advance(onAndOn)
    expect(await world.days.open(9)).toEqual([])
    expect(await read()).toBe(2)
  })

  it('are not put in place when an hour is replaced while they are made', async ({ db, world }) => {
    await world.runs.insertMany([aRun('a', hoursAgo(1))])
    await world.settle()
    await world.days.outdate(day, 'runs')
    await world.runs.insertMany([aRun('late', hoursAgo(1))])
    const late = createDaySums({
      ...world.parts,
      days: {
        ...world.days,
        // The hours are read by now.
        async write(...sum) {
          const roller = createRoller(world.parts)
          await roller.advance(onAndOn)
          world.pass(usualLagMs)
          await roller.advance(onAndOn)
          return world.days.write(...sum)
        },
      },
    })
    await late.advance(onAndOn)
    expect((await world.figures.read(ofDay)).figures[0]?.count).toBe(2)
    expect(await world.days.open(9)).toHaveLength(1)
    await world.settle()
    const kept = await db.connection.collection('rollupDayParts').find({}).toArray()
    expect(new Set(kept.map(({ token }) => token)).size).toBe(1)
  })

  it('stand as they were where the process died before the day was told, and its hour is counted again', async ({
    world,
  }) => {
    await world.runs.insertMany([aRun('a', hoursAgo(1))])
    await world.settle()
    await world.runs.insertMany([aRun('late', hoursAgo(2))])
    const dying = createRoller({
      ...world.parts,
      days: { outdate: () => Promise.reject(new Error('killed')) },
    })
    await dying.advance(onAndOn)
    world.pass(usualLagMs)
    await dying.advance(onAndOn)
    expect(await world.figures.read(ofDay)).toMatchObject({ openHours: 1 })
    await world.settle()
    expect(await world.figures.read(ofDay)).toMatchObject({ figures: [{ count: 2 }], openHours: 0 })
  })
})
