import { expect, it } from 'vitest'
import { lineOf } from './trend-line.ts'

const size = { width: 100, height: 42 }

it('goes from the first day to the last, the most people at the top, nobody at the foot', () => {
  expect(lineOf([0, 4, 2], size)).toEqual({
    line: 'M 0 41 L 50 1 L 100 21',
    below: 'M 0 41 L 50 1 L 100 21 L 100 42 L 0 42 Z',
  })
})

it('is level for one day and for days without anybody, and nothing without days', () => {
  expect(lineOf([3], size).line).toBe('M 0 1 L 100 1')
  expect(lineOf([0, 0], size).line).toBe('M 0 41 L 100 41')
  expect(lineOf([], size).line).toBe('')
})
