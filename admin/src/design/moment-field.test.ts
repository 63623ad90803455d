import { expect, it } from 'vitest'
import { fieldOfMoment, momentOfField } from './moment-field.ts'

it('a time is that of the company, whatever zone it is written in', () => {
  expect(fieldOfMoment('2026-12-01T10:00:00+08:00')).toBe('2026-12-01T10:00')
  expect(fieldOfMoment('2026-12-01T02:00:00Z')).toBe('2026-12-01T10:00')
  expect(fieldOfMoment({ festival: '中秋节' })).toBe('')
  expect(momentOfField('2026-12-01T10:00')).toBe('2026-12-01T10:00:00+08:00')
})
