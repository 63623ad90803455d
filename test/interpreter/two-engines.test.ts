import { expect, it } from 'vitest'
import { agreeOnSilences, agreeOnStories, sum } from './two-engines.ts'

// The same stories every day; `two-engines.proof.ts` has new ones.
const seed = Number(process.env.STORY_SEED ?? 20_260_302)
const patienceMs = 280_000
const timeout = 300_000

it(`the engine and a naive reading of the language tell and explain the same of random journeys and lives (seed ${seed})`, {
  timeout,
}, async () => {
  const { passages, steps } = await agreeOnStories({ seed, stories: 4, patienceMs })
  expect(passages).toBeGreaterThan(4)
  expect(steps).toBeGreaterThan(8)
})

it(`B3: every message that was to be sent and was not has exactly one reason, that of the naive reading (seed ${seed})`, {
  timeout,
}, async () => {
  const { silent } = await agreeOnSilences({ seed, stories: 1, patienceMs })
  expect(sum(silent)).toBeGreaterThan(10)
  expect(silent.size).toBeGreaterThan(1)
})
