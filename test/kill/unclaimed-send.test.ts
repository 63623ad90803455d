import { expect, it } from 'vitest'
import { startFile } from '../testing/start-file.ts'
import { findingsOf } from './findings.ts'
import { playRound } from './round.ts'
import { oneLead } from './story.ts'

it('would notice a Kelu that does not write down that it is about to call a provider', async () => {
  const evidence = await playRound({
    startFile: startFile('test/kill/start-without-claim.ts'),
    sandboxFile: startFile('sandbox/main.ts'),
    parts: oneLead,
    end: { day: 0, time: '10:30' },
    strikes: [{ point: 'send.sms after', pass: 1 }],
  })
  expect(evidence.diary.kills).toHaveLength(1)
  expect(findingsOf(evidence)).toContainEqual(expect.stringContaining('got lead-welcome 2 times'))
})
