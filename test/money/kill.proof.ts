import { describe, expect, it } from 'vitest'
import { dealStrikes } from '../kill/plan.ts'
import { proofSize } from '../testing/proof-size.ts'
import { orderPoints } from './order-points.ts'
import { playShop } from './shop-round.ts'

const seed = Number(process.env.MONEY_SEED ?? Math.floor(Math.random() * 1e9))
/** Together they strike every point once. */
const roundsOfAll = 6
const rounds = proofSize({ short: 1, long: roundsOfAll })
const plan = dealStrikes(orderPoints, rounds, seed, roundsOfAll)
const say = (line: string) => process.stdout.write(`${line}\n`)

describe('a shop whose Kelu is ended by SIGKILL between the steps of its orders', () => {
  const kills = new Map<string, number>()

  it.each(plan.map((strikes, index) => ({ round: index + 1, strikes })))(
    'sells ten of ten to sixty-four who race, and every fen, piece and coupon is where it belongs: round $round',
    { timeout: 600_000 },
    async ({ round, strikes }) => {
      const begun = Date.now()
      const { diary, findings, looks, orders, refunds } = await playShop(strikes)
      for (const { point } of diary.kills) kills.set(point, (kills.get(point) ?? 0) + 1)
      say(
        `MONEY_SEED=${seed}, round ${round}: ${diary.kills.length} of ${strikes.length} kills, ${orders} orders, ${refunds} refunds, ${looks} looks at the stock, ${((Date.now() - begun) / 1_000).toFixed(0)} s`,
      )
      for (const { point, pass } of diary.kills) say(`  killed ${point}, pass ${pass}`)
      expect(findings, `MONEY_SEED=${seed}`).toEqual([])
      // A round in which nobody died proves nothing.
      expect(diary.kills.length).toBeGreaterThan(strikes.length / 2)
    },
  )

  it.runIf(rounds >= roundsOfAll)(
    'would be noticed if nobody did what follows from the end of an order whose process died',
    { timeout: 600_000 },
    async () => {
      const strikes = [{ point: 'orders.closed after', pass: 1 }]
      const { diary, findings } = await playShop(strikes, 'test/money/start-shop-without-following.ts')
      expect(diary.kills).toHaveLength(1)
      expect(findings).toContainEqual(expect.stringContaining('are still held'))
    },
  )

  it.runIf(rounds >= roundsOfAll)('was killed at every point', () => {
    for (const { name } of orderPoints) say(`${String(kills.get(name) ?? 0).padStart(3)}  ${name}`)
    expect(orderPoints.filter(({ name }) => !kills.has(name)).map(({ name }) => name)).toEqual([])
  })
})
