import { expect } from 'vitest'
import { breakable } from '../../../test/testing/breakable.ts'
import { withDatabase } from '../../../test/testing/database.ts'
import { proofSize } from '../../../test/testing/proof-size.ts'
import { createRoller, usualLagMs } from './roller.ts'
import { keptFigures } from './testing/compare.ts'
import { diceOf } from './testing/dice.ts'
import { recountAll } from './testing/recount.ts'
import { createStory } from './testing/story.ts'
import { figureWorld, onAndOn } from './testing/world.ts'

const hourMs = 3_600_000
const size = proofSize({
  short: { happenings: 4_000, people: 60, days: 1, patienceMs: 400_000 },
  long: { happenings: 1_000_000, people: 5_000, days: 20, patienceMs: 4 * hourMs },
})
const it = withDatabase.extend('world', async ({ db }) =>
  figureWorld(db.connection, new Date('2026-03-02T09:30:00Z')),
)

it(`figures are what a recount says of ${size.happenings} happenings, with rollers killed at every one of their steps`, {
  timeout: size.patienceMs,
}, async ({ db, world }) => {
  const dice = diceOf(2_026)
  const story = createStory(world, dice, size.days * 24 * hourMs, size.people)
  await story.populate()
  const killed = new Set<string>()
  for (let n = 0; n < size.happenings; n += 1) {
    await story.next()
    if (n % 400 !== 399) continue
    // Each time the next step, before or after it acted: seeing, writing rows, naming them, clearing, closing.
    const step = (n - 399) / 400
    const when = step % 2 === 0 ? ('before' as const) : ('after' as const)
    const breaking = { nth: 1 + (Math.floor(step / 2) % 40), when, happened: false }
    const { hours, rollups } = breakable({ hours: world.hours, rollups: world.rollups }, breaking)
    world.pass(usualLagMs)
    const log = {
      ...world.parts.log,
      error: (data: object) => killed.add(String((data as { err: unknown }).err)),
    }
    const roller = createRoller({ ...world.parts, hours, rollups, log })
    await roller.advance(onAndOn).catch((error: unknown) => killed.add(String(error)))
    world.pass(dice.roll(hourMs / 20))
  }
  await world.settle()
  expect([...killed].filter((why) => why.includes('killed')).length).toBeGreaterThan(4)
  expect(await keptFigures(world)).toEqual(await recountAll(db.connection))
})
