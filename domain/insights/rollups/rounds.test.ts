import { expect, it } from 'vitest'
import { createRounds } from './rounds.ts'

function world(answers: { counted: number; isThrough: boolean }[]) {
  const told: string[] = []
  const time = { ms: 0 }
  let rounds = 0
  let sums = 0
  const sweep = createRounds({
    roller: {
      async advance({ shouldStop }) {
        rounds += 1
        expect(shouldStop()).toBe(false)
        time.ms += 11_000
        expect(shouldStop()).toBe(true)
        return answers.shift() ?? { counted: 0, isThrough: true }
      },
    },
    daySums: {
      async advance({ shouldStop }) {
        sums += 1
        return { isThrough: shouldStop() }
      },
    },
    announce: (topic) => void told.push(topic),
    now: () => time.ms,
  })
  return { sweep, time, told, rounds: () => rounds, sums: () => sums }
}

it('goes round once each half a minute of this machine, whatever the business clock shows', async () => {
  const { sweep, time, rounds } = world([])
  await sweep()
  time.ms += 29_999
  await sweep()
  expect(rounds()).toBe(1)
  time.ms += 1
  await sweep()
  expect(rounds()).toBe(2)
})

it('goes on at once where a stretch was too short for all, and tells open pages of what was counted', async () => {
  const { sweep, told, rounds, sums } = world([{ counted: 3, isThrough: false }])
  expect(await sweep()).toBe(3)
  expect(await sweep()).toBe(0)
  expect(rounds()).toBe(2)
  // Days are summed when all their hours are counted, not again and again while they are.
  expect(sums()).toBe(1)
  expect(told).toEqual(['figures'])
})
