import { expect, it } from 'vitest'
import type { Foreseen } from '../outreach/outlook/foresee.ts'
import { expectedOf, unconfirmedIn } from './expected.ts'
import { count, noFigures } from './figures.ts'

const at = new Date('2026-03-02T11:00:00+08:00')
const asked = (sender: string, otherwise: 'sms' | null): Foreseen => ({
  kind: 'sent',
  channel: 'wecom',
  segments: 0,
  asking: { sender, from: at, until: at, otherwise: otherwise && { channel: otherwise, segments: 2 } },
})
const rates = { rateOf: (sender: string) => (sender === 'often' ? 1 : 0.25), average: null }

it('whom a salesperson does not confirm goes the way that is left, or none; nobody is counted twice', () => {
  const figures = noFigures()
  for (let n = 0; n < 4; n += 1) count(figures, asked('often', 'sms'), 'S1')
  for (let n = 0; n < 4; n += 1) count(figures, asked('seldom', n === 0 ? null : 'sms'), 'S1')
  count(figures, { kind: 'sent', channel: 'sms', segments: 1, wecomClosed: 'confirmationsFull' }, 'S2')
  count(figures, { kind: 'not', reason: 'noConsent' })
  const expected = expectedOf(figures, rates)
  expect(expected).toEqual({
    wecom: { people: 5, segments: 0 },
    sms: { people: 1 + 2.25, segments: 1 + 4.5 },
    none: { people: 1.75, segments: 0 },
  })
  expect(Object.values(expected).reduce((sum, { people }) => sum + people, 0)).toBe(figures.people)
  expect(figures.stores.S1 && unconfirmedIn(figures.stores.S1, rates)).toBe(3)
  expect(figures.stores.S2).toMatchObject({ people: 1, otherWay: 1, wecomClosed: { confirmationsFull: 1 } })
})
