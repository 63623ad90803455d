import { expect, it } from 'vitest'
import { barOf, type Counts } from './counts.ts'

it('the bar is as long as all people together', () => {
  const none = { waiting: 0, unknown: 0, notSent: 0, clicked: 0 }
  const counts: Counts = {
    planned: 10,
    sent: 5,
    waiting: 2,
    unknown: 1,
    notSent: 2,
    clicked: 0,
    byChannel: [
      { ...none, channel: 'sms', sent: 4 },
      { ...none, channel: 'email', sent: 1 },
      { ...none, channel: null, sent: 0 },
    ],
    reasons: [],
  }
  const bar = barOf(counts)
  expect(bar.map(({ key, from, width }) => [key, Math.round(from), Math.round(width)])).toEqual([
    ['sms', 0, 40],
    ['email', 40, 10],
    ['waiting', 50, 30],
    ['notSent', 80, 20],
  ])
})
