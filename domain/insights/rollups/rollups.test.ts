import { describe, expect } from 'vitest'
import { aRun } from '../../../test/testing/a-run.ts'
import { aTouch } from '../../../test/testing/a-touch.ts'
import { breakable } from '../../../test/testing/breakable.ts'
import { withDatabase } from '../../../test/testing/database.ts'
import type { FigureQuestion, Where } from './read.ts'
import { createRoller, sealedAfterMs, usualLagMs } from './roller.ts'
import { keptBySegment, keptFigures } from './testing/compare.ts'
import { diceOf } from './testing/dice.ts'
import { recountAll, recountBoth } from './testing/recount.ts'
import { createStory } from './testing/story.ts'
import { figureWorld, onAndOn } from './testing/world.ts'

const start = new Date('2026-03-02T09:30:00Z')
const hourMs = 3_600_000
const minutes = (n: number) => new Date(start.getTime() + n * 60_000)
const it = withDatabase.extend('world', async ({ db }) => figureWorld(db.connection, start))

describe('the figures of every hour', () => {
  it('are what a recount of the records says, whatever comes late, is taken back, merged or breaks', async ({
    db,
    world,
  }) => {
    const dice = diceOf(7)
    const story = createStory(world, dice, { spanMs: 5 * hourMs, people: 10 })
    await story.populate()
    for (let n = 0; n < 240; n += 1) {
      await story.next()
      if (n % 40 < 38) continue
      // A roller that dies somewhere, and one that goes on.
      const breaking = {
        nth: 1 + dice.roll(30),
        when: dice.oneOf(['before', 'after'] as const),
        happened: false,
      }
      const { hours, rollups } = breakable({ hours: world.hours, rollups: world.rollups }, breaking)
      world.pass(usualLagMs)
      await createRoller({ ...world.parts, hours, rollups })
        .advance(onAndOn)
        .catch(() => {})
      world.pass(dice.roll(hourMs))
    }
    await world.settle()
    const { all: expected, bySegment } = await recountBoth(db.connection)
    expect(Object.keys(expected).length).toBeGreaterThan(100)
    expect(await keptFigures(world)).toEqual(expected)
    expect(Object.keys(bySegment).length).toBeGreaterThan(100)
    expect(await keptBySegment(world)).toEqual(bySegment)
  })

  it('are the same when two count at once while things happen', async ({ db, world }) => {
    const story = createStory(world, diceOf(11), { spanMs: 3 * hourMs, people: 8 })
    await story.populate()
    const rollers = [createRoller(world.parts), createRoller(world.parts)]
    for (let n = 0; n < 7; n += 1) {
      for (let more = 0; more < 25; more += 1) await story.next()
      world.pass(usualLagMs)
      await Promise.all([story.next(), ...rollers.map((roller) => roller.advance(onAndOn)), story.next()])
    }
    await world.settle()
    expect(await keptFigures(world)).toEqual(await recountAll(db.connection))
    const leavings = await db.connection.collection('rollups').countDocuments({})
    const named = await world.hours.between(
      ['runs', 'touches', 'events', 'orders', 'tasks'],
      new Date(0),
      minutes(1e6),
    )
    const parts = named.flatMap((hour) => Object.values(hour.parts ?? {})).reduce((sum, n) => sum + n, 0)
    expect(leavings).toBe(parts)
  })
})

describe('a mark', () => {
  it('is counted for no sooner than a lag after it was seen', async ({ world }) => {
    await world.runs.insertMany([aRun('r', start)])
    const roller = createRoller(world.parts)
    await roller.advance(onAndOn)
    world.pass(usualLagMs - 1)
    await roller.advance(onAndOn)
    expect(await world.hours.open(9)).toHaveLength(1)
    world.pass(1)
    await roller.advance(onAndOn)
    expect(await world.hours.open(9)).toEqual([])
  })

  it('is put before the write: one whose writer died leaves an hour counted once more, and no other figure', async ({
    db,
    world,
  }) => {
    await world.runs.insertMany([aRun('r', start)])
    await world.settle()
    const before = await keptFigures(world)
    // As a process that dies between the two: the same run again marks its hour and inserts nothing.
    expect(await world.runs.insertMany([aRun('r', start)])).toEqual(new Set())
    expect(await world.hours.open(9)).toHaveLength(1)
    await world.settle()
    expect(await keptFigures(world)).toEqual(before)
    expect(await keptFigures(world)).toEqual(await recountAll(db.connection))
  })

  it('that comes while the hour is counted stays for the next count', async ({ db, world }) => {
    await world.runs.insertMany([aRun('r', start)])
    const roller = createRoller(world.parts)
    await roller.advance(onAndOn)
    world.pass(usualLagMs)
    const late = createRoller({
      ...world.parts,
      rollups: {
        ...world.rollups,
        // The records are read by now, and the count is not yet put in place.
        async write(...count) {
          world.pass(0)
          await world.runs.insertMany([aRun('late', start)])
          return world.rollups.write(...count)
        },
      },
    })
    await late.advance(onAndOn)
    expect(await world.hours.open(9)).toHaveLength(1)
    await world.settle()
    expect(await keptFigures(world)).toEqual(await recountAll(db.connection))
  })

  it('is put for a goal that was counted while somebody held the run, when a split gives it an arm', async ({
    db,
    world,
  }) => {
    const run = aRun('r', start)
    await world.runs.insertMany([run])
    await world.runs.countGoal('r', { at: minutes(90), valueFen: 5 })
    await world.settle()
    const split = { ...run, arms: { split: 'A' } }
    await world.runs.write([{ run: split, before: run, as: { kind: 'rest', dueAt: minutes(100) } }], 'w')
    await world.settle()
    expect(await keptFigures(world)).toEqual(await recountAll(db.connection))
  })

  it('is put by nothing that changes no figure', async ({ world }) => {
    const run = aRun('r', start)
    await world.runs.insertMany([run])
    await world.touches.insert(aTouch('t', start))
    const [touch] = await world.touches.findMany(['t'])
    const payment = { event: 'e', heardAt: start, at: start, amountFen: 100, items: [] }
    await world.orders.change('shop:1', () => ({ _id: 'shop:1', customerId: 'c', rev: 0, payment }))
    await world.settle()
    const stepped = { ...run, stepId: 'next', rev: run.rev }
    await world.runs.write([{ run: stepped, before: run, as: { kind: 'rest', dueAt: minutes(5) } }], 'w')
    if (touch === undefined) throw new Error('the message is not there')
    await world.touches.advance(touch, { state: 'opened', opens: 1 })
    await world.runs.told(['r'], 'entered')
    await world.orders.change('shop:1', (known) => known && { ...known, receivedAt: minutes(90) })
    expect(await world.hours.open(9)).toEqual([])
    // What was paid belongs to somebody else than was told first.
    await world.orders.change('shop:1', (known) => known && { ...known, customerId: 'd' })
    expect(await world.hours.open(9)).toHaveLength(1)
  })

  it('of an hour whose records are about to go changes it no more', async ({ db, world }) => {
    await world.runs.insertMany([aRun('r', start)])
    await world.settle()
    const before = await keptFigures(world)
    world.pass(sealedAfterMs + hourMs)
    await db.connection.collection('runs').deleteMany({})
    await world.runs.insertMany([aRun('late', start)])
    await world.settle()
    expect(await keptFigures(world)).toEqual(before)
  })
})

describe('a question', () => {
  it('adds up what it does not tell apart, and leaves out who is held out unless they are asked for', async ({
    world,
  }) => {
    await world.runs.insertMany([
      aRun('a', minutes(0)),
      aRun('b', minutes(60)),
      aRun('c', minutes(60), { journeyId: 'k', versionId: 'k@1' }),
      aRun('held', minutes(60), { holdout: true }),
    ])
    await world.settle()
    const asked = { from: start, to: minutes(24 * 60), metrics: ['runs.entered'] as const }
    const ofHour = { ...asked, from: new Date('2026-03-02T09:00:00Z') }
    const read = async (more: object) => (await world.figures.read({ ...ofHour, ...more })).figures
    const metric = 'runs.entered'
    expect(await read({})).toEqual([{ metric, by: {}, count: 3, sum: 0 }])
    expect(await read({ where: { flow: 'j' } })).toEqual([{ metric, by: {}, count: 2, sum: 0 }])
    expect(await read({ where: { holdout: 'yes' } })).toEqual([{ metric, by: {}, count: 1, sum: 0 }])
    expect(await read({ by: ['holdout'] })).toEqual(
      expect.arrayContaining([
        { metric, by: { holdout: null }, count: 3, sum: 0 },
        { metric, by: { holdout: 'yes' }, count: 1, sum: 0 },
      ]),
    )
    expect(await read({ by: ['hour'], where: { flow: ['j', 'k'] } })).toEqual(
      expect.arrayContaining([
        { metric, by: { hour: '2026-03-02T09:00:00.000Z' }, count: 1, sum: 0 },
        { metric, by: { hour: '2026-03-02T10:00:00.000Z' }, count: 2, sum: 0 },
      ]),
    )
    expect(await read({ to: new Date('2026-03-02T10:00:00Z'), by: ['day'] })).toEqual([
      { metric, by: { day: '2026-03-02' }, count: 1, sum: 0 },
    ])
  })

  it('says how many of its hours are still to be counted', async ({ world }) => {
    await world.runs.insertMany([aRun('r', start)])
    const ask = () =>
      world.figures.read({ from: minutes(-60), to: minutes(60), metrics: ['runs.entered', 'runs.ended'] })
    expect(await ask()).toEqual({ figures: [], openHours: 1 })
    await world.settle()
    expect((await ask()).openHours).toBe(0)
  })

  it('by segment counts somebody under each of theirs, and by none of it changes', async ({ world }) => {
    const in_ = (...segments: string[]) => ({ segments })
    await world.runs.insertMany([
      aRun('both', start, in_('vip', 'new')),
      aRun('one', start, { ...in_('vip'), goalMetAt: start, goalValueFen: 500 }),
      aRun('none', start, { goalMetAt: start, goalValueFen: 70 }),
      aRun('held', start, { ...in_('vip'), holdout: true }),
    ])
    await world.settle()
    // An hour of which one day is asked, and the hour itself.
    for (const to of [new Date('2026-03-02T16:00:00Z'), new Date('2026-03-02T10:00:00Z')]) {
      const asked = { from: new Date('2026-03-01T16:00:00Z'), to, metrics: ['runs.entered'] as const }
      const read = async (more: object) => (await world.figures.read({ ...asked, ...more })).figures
      const entered = { metric: 'runs.entered', sum: 0 }
      expect(await read({})).toEqual([{ ...entered, by: {}, count: 3 }])
      expect(await read({ where: { segment: 'vip' } })).toEqual([{ ...entered, by: {}, count: 2 }])
      expect(await read({ where: { segment: 'vip', store: 'elsewhere' } })).toEqual([])
      expect(await read({ where: { segment: null } })).toEqual([{ ...entered, by: {}, count: 1 }])
      expect(new Set(await read({ by: ['segment'] }))).toEqual(
        new Set([
          { ...entered, by: { segment: 'vip' }, count: 2 },
          { ...entered, by: { segment: 'new' }, count: 1 },
          { ...entered, by: { segment: null }, count: 1 },
        ]),
      )
      const metrics = ['goals.met'] as const
      expect(await read({ metrics, where: { segment: 'vip' } })).toMatchObject([{ count: 1, sum: 500 }])
      expect(await read({ metrics, where: { segment: null } })).toMatchObject([{ count: 1, sum: 70 }])
    }
  })

  it('by segment of what no segment is known of is refused, and is not 0', async ({ world }) => {
    const asked = { from: start, to: minutes(60), where: { segment: 'vip' } }
    const read = (more: Partial<FigureQuestion>) =>
      world.figures.read({ ...asked, metrics: ['runs.entered'], ...more })
    await expect(read({ metrics: ['runs.entered', 'orders.kept'] })).rejects.toThrow('orders.kept')
    await expect(read({ by: ['version'] })).rejects.toThrow('version')
    await expect(read({ where: { segment: 'vip', region: '华东' } })).rejects.toThrow('region')
    await expect(world.people({ ...asked, metric: 'tasks.done' }, { limit: 1 })).rejects.toThrow('tasks.done')
  })

  it('counted before segments were kept is of none, and a recount finds nothing amiss', async ({
    db,
    world,
  }) => {
    await world.runs.insertMany([aRun('old', start)])
    await world.settle()
    expect(await db.connection.collection('rollups').countDocuments({ metric: /segment/ })).toBe(0)
    const asked = { from: minutes(-60), to: minutes(60), metrics: ['runs.entered'] as const }
    const read = async (where: Where) => (await world.figures.read({ ...asked, where })).figures
    expect(await read({ segment: null })).toMatchObject([{ count: 1 }])
    expect(await read({ segment: 'vip' })).toEqual([])
  })

  it('by segment stays as it was when the customer leaves it, and is that of the message for what was done with it', async ({
    db,
    world,
  }) => {
    await world.customers.insertOne({ _id: 'c', segments: ['vip'], mergedFrom: [], profile: {} })
    await world.touches.insert(aTouch('t', start, { customerId: 'c', segments: ['vip'] }))
    await world.settle()
    await world.customers.updateOne({ _id: 'c' }, { $set: { segments: [] } })
    const props = { touchId: 't', messageId: 'm', channel: 'sms', journeyId: 'j', stepId: 's' }
    await world.events.insert(
      [
        {
          ...{ _id: 'e', customerId: 'c', name: 'message.clicked', at: minutes(90), receivedAt: minutes(91) },
          ...{ props, source: 'test' },
        },
      ],
      { ids: new Set(), since: start },
    )
    await world.settle()
    const asked = { from: minutes(-30), to: minutes(150), where: { segment: 'vip' } }
    const { figures } = await world.figures.read({ ...asked, metrics: ['touches.sent', 'messages.clicked'] })
    expect(figures.map(({ metric, count }) => [metric, count])).toEqual([
      ['touches.sent', 1],
      ['messages.clicked', 1],
    ])
    expect(await keptBySegment(world)).toEqual((await recountBoth(db.connection)).bySegment)
  })

  it('lists exactly the records a figure counts, page by page', async ({ world }) => {
    const dice = diceOf(3)
    const story = createStory(world, dice, { spanMs: 5 * hourMs, people: 10 })
    await story.populate()
    for (let n = 0; n < 150; n += 1) await story.next()
    await world.settle()
    const period = { from: new Date('2026-03-02T05:00:00Z'), to: new Date('2026-03-02T12:00:00Z') }
    for (const metric of [
      'touches.sent',
      'sms.segments',
      'orders.kept',
      'runs.ended',
      'messages.opened',
    ] as const) {
      const ofSegments: Where[] =
        metric === 'orders.kept'
          ? []
          : [{ segment: 'vip' }, { segment: null }, { segment: 'new', store: 's1' }, { segment: 'gone' }]
      for (const where of [{}, { store: 's1' }, { region: null }, ...ofSegments]) {
        const [figure] = (await world.figures.read({ ...period, metrics: [metric], where })).figures
        const listed = []
        let after: string | undefined
        do {
          const page = await world.people({ ...period, metric, where }, { limit: 3, ...(after && { after }) })
          listed.push(...page.items)
          after = page.next ?? undefined
        } while (after !== undefined)
        expect(listed).toHaveLength(figure?.count ?? 0)
        expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length)
        if (metric !== 'touches.sent' && metric !== 'runs.ended' && metric !== 'messages.opened')
          expect(listed.reduce((sum, { amount }) => sum + amount, 0)).toBe(figure?.sum ?? 0)
      }
    }
  })
})
