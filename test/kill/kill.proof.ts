import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { proofSize } from '../testing/proof-size.ts'
import { startFile } from '../testing/start-file.ts'
import { faultPoints } from './fault-points.ts'
import { findingsOf } from './findings.ts'
import { lateWelcomes } from './late-welcomes.ts'
import { dealStrikes, roundsPerCycle } from './plan.ts'
import { playRound } from './round.ts'
import { everybody, storyEnd } from './story.ts'

/** Each strikes a quarter of the points. */
const rounds = Number(process.env.KILL_ROUNDS ?? proofSize({ short: 8, long: 24 }))
const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e9))
const plan = dealStrikes(faultPoints, rounds, seed)

/** Two at once: what one waits for, the other works in. */
const slot = pLimit(2)
const roundMs = 240_000

say(`kill proof: ${rounds} rounds, KILL_SEED=${seed}`)

describe('a Kelu that is killed again and again', () => {
  const passes = new Map<string, number>()
  const kills = new Map<string, number>()

  it.concurrent.each(plan.map((strikes, index) => ({ round: index + 1, strikes })))(
    'loses nothing it acknowledged, tells nobody twice and leaves nothing stuck: round $round',
    { timeout: rounds * roundMs },
    ({ round, strikes }) =>
      slot(async () => {
        const begun = Date.now()
        const evidence = await playRound({
          startFile: startFile('test/kill/start-kelu.ts'),
          sandboxFile: startFile('sandbox/main.ts'),
          parts: everybody,
          end: storyEnd,
          strikes,
        })
        for (const [point, times] of evidence.diary.passes) add(passes, point, times)
        for (const { point } of evidence.diary.kills) add(kills, point, 1)
        const { diary, summary, callbacks, deliveries } = evidence
        const repeated = callbacks.filter(({ tries }) => tries > 1).length
        say(
          `round ${round}: ${diary.kills.length} of ${strikes.length} kills, ${callbacks.length} callbacks (${repeated} delivered again), ${deliveries.length} deliveries, ${summary.possibleDuplicates.length} possible duplicates, ${summary.unknown.length} unknown, ${lateWelcomes(evidence)} welcomes too late, ${((Date.now() - begun) / 1_000).toFixed(0)} s`,
        )
        const findings = findingsOf(evidence)
        if (findings.length > 0) say(diary.kills.map((kill) => `  ${JSON.stringify(kill)}`).join('\n'))
        expect(findings).toEqual([])
      }),
  )

  it.runIf(rounds >= roundsPerCycle)('was killed at every point', () => {
    say('  kills passes  point')
    for (const { name } of faultPoints) {
      say(`${String(kills.get(name) ?? 0).padStart(7)} ${String(passes.get(name) ?? 0).padStart(6)}  ${name}`)
    }
    expect(faultPoints.filter(({ name }) => !kills.has(name)).map(({ name }) => name)).toEqual([])
  })
})

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
