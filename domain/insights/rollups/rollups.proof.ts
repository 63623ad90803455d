import { expect } from 'vitest'
import { mendIndexes } from '../../../models/indexes.ts'
import { breakable } from '../../../test/testing/breakable.ts'
import { withDatabase } from '../../../test/testing/database.ts'
import { proofSize } from '../../../test/testing/proof-size.ts'
import type { Dimension } from './dimensions.ts'
import type { Where } from './read.ts'
import { createRoller, usualLagMs } from './roller.ts'
import { createDaySums } from './sum-days.ts'
import { daysOf, keptBySegment, keptDays, keptFigures } from './testing/compare.ts'
import { diceOf } from './testing/dice.ts'
import { recountBoth } from './testing/recount.ts'
import { createStory } from './testing/story.ts'
import { figureWorld, onAndOn } from './testing/world.ts'

const hourMs = 3_600_000
const size = proofSize({
  short: { records: 3_000, rounds: 20, stories: 10, crowd: 12, people: 6, days: 1, patienceMs: 400_000 },
  long: {
    ...{ records: 1_000_000, rounds: 160, stories: 40, crowd: 400, people: 125, days: 5 },
    patienceMs: 2 * hourMs,
  },
})
/** Answered from the sums of days: by what, and of which place. */
const dayQuestions: [Dimension[], Where?][] = [
  [['flow', 'channel', 'reason']],
  [['flow'], { store: 's1' }],
  [['channel', 'region'], { store: null }],
  [['reason'], { region: '华东' }],
  [['store', 'region']],
]
const segmentQuestions: [Dimension[], Where?][] = [
  [['segment', 'flow', 'reason']],
  [['channel', 'store'], { segment: 'vip' }],
  [['flow'], { segment: 'new', store: 's1' }],
  [['flow', 'channel'], { segment: null }],
]
/** Of a round, so that what it is killed at lies among them. */
const hoursLookedAt = 12
const it = withDatabase.extend('world', async ({ db }) =>
  figureWorld(db.connection, new Date('2026-03-02T09:30:00Z')),
)

it(`figures are what a recount says of ${size.records} records, with rollers killed at every one of their steps`, {
  timeout: size.patienceMs,
}, async ({ db, world }) => {
  await mendIndexes(db.connection)
  // All are told at once: their writes meet each other's marks, as in a busy installation.
  const stories = Array.from({ length: size.stories }, (_, n) =>
    createStory(world, diceOf(2_026 + n), {
      ...{ spanMs: size.days * 24 * hourMs, people: size.people, crowd: size.crowd },
      name: `${n}-`,
    }),
  )
  await Promise.all(stories.map((story) => story.populate()))
  const killed = new Set<string>()
  const dice = diceOf(1)
  for (let round = 0; round < size.rounds; round += 1) {
    const each = ((round + 1) * size.records) / size.rounds / size.stories
    await Promise.all(
      stories.map(async (story) => {
        while (story.records() < each) await story.next()
      }),
    )
    // Each time the next step, before or after it acted: seeing, writing rows, naming them, clearing, telling the day, closing.
    const when = round % 2 === 0 ? ('before' as const) : ('after' as const)
    const breaking = { nth: 1 + (Math.floor(round / 2) % 40), when, happened: false }
    const { hours, rollups, days } = breakable(
      { hours: world.hours, rollups: world.rollups, days: world.days },
      breaking,
    )
    world.pass(usualLagMs)
    const log = {
      ...world.parts.log,
      error: (data: object) => killed.add(String((data as { err: unknown }).err)),
    }
    const roller = createRoller({ ...world.parts, hours, rollups, days, log })
    let looked = 0
    const control = { shouldStop: () => ++looked > hoursLookedAt, touch: async () => {} }
    const died = (error: unknown) => killed.add(String(error))
    await roller.advance(control).catch(died)
    // Days are summed while hours of theirs are open, now by one that dies there.
    const ofSums = { ...breaking, nth: 1 + (Math.floor(round / 2) % 12), happened: false }
    const sums = breakable({ hours: world.hours, rollups: world.rollups, days: world.days }, ofSums)
    await createDaySums({ ...world.parts, ...sums, log })
      .advance(onAndOn)
      .catch(died)
    world.pass(dice.roll(hourMs / 20))
  }
  await world.settle()
  const steps = [...killed].filter((why) => why.includes('killed'))
  expect(steps.length, steps.join('\n')).toBeGreaterThan(4)
  const { all: recount, bySegment } = await recountBoth(db.connection)
  expect(await keptFigures(world)).toEqual(recount)
  expect(await keptBySegment(world)).toEqual(bySegment)
  expect(await world.days.open(1)).toEqual([])
  for (const [by, where] of dayQuestions)
    expect(await keptDays(world, by, where)).toEqual(daysOf(recount, by, where))
  for (const [by, where] of segmentQuestions)
    expect(await keptDays(world, by, where)).toEqual(daysOf(bySegment, by, where))
})
