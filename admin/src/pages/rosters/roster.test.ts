import { expect, it } from 'vitest'
import { daysOf, withDay, withoutPerson } from './roster.ts'

const content = {
  shifts: [{ name: '早', from: '10:00', to: '18:00' }],
  week: [{ userid: 'hanmei', days: ['早', '早', '早', '早', '早', '休', '休'] }],
  exceptions: [{ day: '2026-12-24', userid: 'hanmei', shift: '休' }],
}

it('sets a day of somebody, and names whom it did not name', () => {
  expect(daysOf(withDay(content, 'hanmei', 5, '早'), 'hanmei')?.[5]).toBe('早')
  expect(daysOf(withDay(content, 'lilei', 0, '早'), 'lilei')).toEqual([
    '早',
    '休',
    '休',
    '休',
    '休',
    '休',
    '休',
  ])
  expect(daysOf(content, 'lilei')).toBeNull()
})

it('goes on without somebody and their single days', () => {
  expect(withoutPerson(content, 'hanmei')).toEqual({ ...content, week: [], exceptions: [] })
})
