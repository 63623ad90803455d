import { expect, it } from 'vitest'
import { movableClock } from '../../test/testing/clock.ts'
import { newTally, type SurveyTally } from './survey-tally.ts'
import { createSurveys } from './surveys.ts'

const tallyOf = (seen: number): SurveyTally => ({
  ...newTally(),
  seen,
  base: seen,
  patterns: new Map([[1, seen]]),
})
const ask = { conditions: [], exclude: {} }

/** A store of so many people, of which each page waits until it is let through. */
function aStore(size: number) {
  const counts: { page(): void; isWanted(): boolean }[] = []
  const realClock = movableClock()
  const surveys = createSurveys({
    realClock,
    failed: (error) => {
      throw error
    },
    surveyor: {
      size: async () => size,
      estimate: async () => ({ tally: tallyOf(1_000), error: 0.01 }),
      everybody: (_, { isWanted, progress }) =>
        new Promise((resolve) => {
          const done = () => resolve(isWanted() ? tallyOf(size) : null)
          if (size <= 3_000) done()
          progress(500)
          counts.push({ page: done, isWanted })
        }),
    },
  })
  return { surveys, counts, realClock }
}
const soon = () => new Promise((resolve) => setImmediate(resolve))

it('few people are counted at once', async () => {
  const { surveys } = aStore(2_000)
  expect(await surveys.ask('k', ask)).toMatchObject({ isExact: true, scale: 1, tally: { base: 2_000 } })
})

it('many are estimated first, and exact once everybody was looked at', async () => {
  const { surveys, counts } = aStore(200_000)
  expect(await surveys.ask('k', ask)).toMatchObject({
    isExact: false,
    scale: 200,
    margin: 3_920,
  })
  await soon()
  expect((await surveys.ask('k', ask)).counting).toEqual({ done: 500, total: 200_000 })
  counts[0]?.page()
  await surveys.settled()
  expect(await surveys.ask('k', ask)).toMatchObject({
    isExact: true,
    margin: null,
    counting: null,
  })
  expect(counts).toHaveLength(1)
})

it('what nobody asks for any more is given up, and others get their turn', async () => {
  const { surveys, counts, realClock } = aStore(200_000)
  await surveys.ask('first', ask)
  await surveys.ask('second', ask)
  await soon()
  realClock.advance(8_000)
  await surveys.ask('second', ask)
  realClock.advance(4_000)
  expect(counts.map(({ isWanted }) => isWanted())).toEqual([false])
  counts[0]?.page()
  await soon()
  await soon()
  expect(counts.map(({ isWanted }) => isWanted())).toEqual([false, true])
  expect(await surveys.ask('first', ask)).toMatchObject({ isExact: false, counting: null })
})
