import { expect, it } from 'vitest'
import { proofSize } from '../testing/proof-size.ts'
import { agreeOnSilences, agreeOnStories, sum, tell } from './two-engines.ts'

const seed = Number(process.env.STORY_SEED ?? Math.floor(Math.random() * 1e9))
const patienceMs = 1_700_000
const timeout = 1_800_000
/** `silences`: pairs of somebody and a message they were to get and did not; `silentStories` hold about thirty each. */
const { stories, silences, silentStories } = proofSize({
  short: { stories: 16, silences: 100, silentStories: 6 },
  long: { stories: 400, silences: 1_000, silentStories: 45 },
})

const say = (line: string) => process.stdout.write(`STORY_SEED=${seed}: ${line}\n`)

it('the engine and a naive reading of the language tell and explain the same of random journeys and lives', {
  timeout,
}, async () => {
  const compared = await agreeOnStories({ seed, stories, patienceMs })
  say(tell(compared))
  expect(compared.passages).toBeGreaterThan(stories)
})

it(`every one of ${silences} silences has exactly one final reason, that of the naive reading`, {
  timeout,
}, async () => {
  const compared = await agreeOnSilences({
    seed,
    stories: silentStories,
    patienceMs,
  })
  say(tell(compared))
  expect(sum(compared.silent)).toBeGreaterThanOrEqual(silences)
})
