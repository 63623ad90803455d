import { describe, expect, it } from 'vitest'
import { dealStrikes } from '../kill/plan.ts'
import { proofSize } from '../testing/proof-size.ts'
import { deliveryPoints } from './delivery-points.ts'
import { playTelling } from './telling-round.ts'

const seed = Number(process.env.WEBHOOKS_SEED ?? Math.floor(Math.random() * 1e9))
const plan = dealStrikes(deliveryPoints, proofSize({ short: 1, long: 4 }), seed, 1)
const say = (line: string) => process.stdout.write(`${line}\n`)

describe('a receiver of webhooks, whose Kelu is ended by SIGKILL between the event and the answer', () => {
  it.each(plan.map((strikes, index) => ({ round: index + 1, strikes })))(
    'is told everything, and what it is told again has the webhook-id it had: round $round',
    async ({ round, strikes }) => {
      const begun = Date.now()
      const { diary, findings, calls } = await playTelling({ strikes, times: 'hard' })
      const struck = diary.kills.map(({ point, pass }) => `${point} ${pass}`)
      const seconds = ((Date.now() - begun) / 1_000).toFixed(0)
      say(`WEBHOOKS_SEED=${seed}, round ${round}: ${calls} calls, ${seconds} s, killed ${struck.join(', ')}`)
      expect(findings, `WEBHOOKS_SEED=${seed}`).toEqual([])
      expect(diary.kills.map(({ point }) => point).sort()).toEqual(strikes.map(({ point }) => point).sort())
    },
  )

  it.each([
    {
      fault: 'noted before it is asked',
      strike: { point: 'deliveries.claim after', pass: 3 },
      finding: 'was taken 0 times',
    },
    {
      fault: 'another id each time',
      strike: { point: 'deliveries.add after', pass: 3 },
      finding: 'was told under two ids',
    },
  ])('would notice: $fault', async ({ fault, strike, finding }) => {
    const { diary, findings } = await playTelling({ strikes: [strike], fault, times: 'good' })
    expect(diary.kills).toHaveLength(1)
    expect(findings).toContainEqual(expect.stringContaining(finding))
  })
})
