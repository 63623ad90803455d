import { expect, it } from 'vitest'
import type { Decision } from '../../models/touch.ts'
import type { Callback } from '../../sandbox/contract.ts'
import { aCallback, aRecord, aTouch, evidenceOf, mei, secondsIn } from './doctored.ts'
import { findingsOf } from './findings.ts'

const inboxId = `wecom:add_external_contact:ExternalUserID=${mei.externalUserid}:1`
const touchId = `welcome:${inboxId}`
const friendAdded = { _id: inboxId, name: 'wecom.friend_added' } as never

/** A welcome that never arrived, and what is known of the kills and of its callback. */
function findings(given: {
  inFlight?: string[][]
  deathsAt?: number[]
  callback?: Partial<Callback>
  reason?: string
}): string[] {
  const { inFlight = [], deathsAt = [], callback = {}, reason = 'codeExpired' } = given
  const decisions = [{ final: true, reason } as Decision]
  return findingsOf(
    evidenceOf({
      owed: ['welcome'],
      touches: [aTouch({ _id: touchId, messageId: 'welcome-default', state: 'skipped', decisions })],
      inbox: [aRecord({ _id: inboxId, tries: 3 })],
      events: [friendAdded],
      callbacks: [aCallback('wecom.add_external_contact', { ExternalUserID: mei.externalUserid }, callback)],
      diary: {
        passes: new Map(),
        kills: inFlight.map((work, n) => ({ point: `p${n}`, pass: 1, inFlight: work })),
      },
      deaths: deathsAt.map(secondsIn),
    }),
  )
}

const missing = [expect.stringContaining('never got welcome')]
const answered = (seconds: number) => ({ tries: 2, acknowledgedAt: secondsIn(seconds).toISOString() })

it.each([
  ['a kill cut its send off', { inFlight: [[touchId]] }],
  ['Kelu died and answered its callback only after 20 s', { deathsAt: [0], callback: answered(21) }],
  [
    'two kills cut off the work on its record',
    { inFlight: [[inboxId], [inboxId, 'other']], deathsAt: [1, 12] },
  ],
  [
    'a kill lost its first delivery and another cut the work off',
    { inFlight: [[inboxId]], deathsAt: [0, 11], callback: answered(10) },
  ],
])('a welcome may be missing when %s', (_what, given) => {
  expect(findings(given)).toEqual([])
})

it.each([
  ['nothing was killed, however often its record was taken up and delivered', { callback: answered(10) }],
  ['the kills met other work', { inFlight: [['welcome:other'], ['other']], deathsAt: [0] }],
  [
    'one kill cut off the work on its record, which another takes over in time',
    { inFlight: [[inboxId]], deathsAt: [1] },
  ],
  ['Kelu died and answered the next delivery in time', { deathsAt: [0], callback: answered(10) }],
  ['Kelu lived and answered only after 20 s', { callback: answered(21) }],
  ['the second kill came after its code was over', { inFlight: [[inboxId], [inboxId]], deathsAt: [1, 600] }],
  ['Kelu died twice and lost nothing of it', { inFlight: [['other'], ['other']], deathsAt: [1, 12] }],
  ['Kelu died at another time', { deathsAt: [600], callback: answered(21) }],
  ['it was not sent for another reason than its code', { inFlight: [[touchId]], reason: 'content' }],
])('a welcome may not be missing when %s', (_what, given) => {
  expect(findings(given)).toEqual(missing)
})
