import { describe, expect, it } from 'vitest'
import { dealStrikes } from '../kill/plan.ts'
import { proofSize } from '../testing/proof-size.ts'
import { hostPoints, mailPoints } from './mail-points.ts'
import { playMail } from './mail-round.ts'

const seed = Number(process.env.MAIL_SEED ?? Math.floor(Math.random() * 1e9))
const plan = dealStrikes(mailPoints, proofSize({ short: 1, long: 4 }), seed, 1)
const say = (line: string) => process.stdout.write(`${line}\n`)

describe('an e-mail whose Kelu is ended by SIGKILL before, during and after its conversation with the mail host', () => {
  it.each(plan.map((strikes, index) => ({ round: index + 1, strikes })))(
    'arrives once, or its record says what is not known; one that comes back is heard once: round $round',
    async ({ round, strikes }) => {
      const begun = Date.now()
      const { kills, findings, mails, reports } = await playMail({ strikes, hostPoints })
      const struck = kills.map(({ point, pass }) => `${point} ${pass}`).join(', ')
      const seconds = ((Date.now() - begun) / 1_000).toFixed(0)
      say(
        `MAIL_SEED=${seed}, round ${round}: ${mails} mails, ${reports} came back, ${seconds} s, killed ${struck}`,
      )
      expect(findings, `MAIL_SEED=${seed}`).toEqual([])
      // Each of the host's twice: over what was asked for, and over marketing.
      const planned = [...strikes.map(({ point }) => point), ...hostPoints, ...hostPoints]
      expect(kills.map(({ point }) => point).sort()).toEqual(planned.sort())
    },
  )

  it.each([
    {
      fault: 'forgets that it sends',
      strikes: [{ point: 'send.email after', pass: 2 }],
      finding: 'came 2 times, and nothing says so',
    },
    { fault: 'takes what it does not keep', strikes: [], finding: 'reports are kept of' },
  ])('would notice: $fault', async ({ fault, strikes, finding }) => {
    const { kills, findings } = await playMail({ strikes, fault })
    expect(kills).toHaveLength(strikes.length)
    expect(findings).toContainEqual(expect.stringContaining(finding))
  })
})
