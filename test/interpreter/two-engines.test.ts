import { expect, it } from 'vitest'
import { agreeOnSilences, agreeOnStories, sum } from './two-engines.ts'

// The same stories every day; `two-engines.proof.ts` has new ones.
const seed = Number(process.env.STORY_SEED ?? 20_260_302)
const patienceMs = 110_000
const timeout = 120_000

it(`the engine and a naive reading of the language tell the same of random journeys and lives (seed ${seed})`, {
  timeout,
}, async () => {
  const { passages, steps } = await agreeOnStories({ seed, stories: 8, patienceMs })
  expect(passages).toBeGreaterThan(10)
  expect(steps).toBeGreaterThan(30)
})

it(`B3: every message that was to be sent and was not has exactly one reason, that of the naive reading (seed ${seed})`, {
  timeout,
}, async () => {
  const { silent } = await agreeOnSilences({ seed, stories: 2, patienceMs })
  expect(sum(silent)).toBeGreaterThan(20)
  expect(silent.size).toBeGreaterThan(2)
})
