import { expect, it } from 'vitest'
import { bestCut } from './sms-lengths.ts'

it('takes out the fewest characters that bring most of what can be brought', () => {
  // Up to 70 characters are one segment.
  expect(bestCut(new Map([[75, 1_000]]))).toEqual({ length: 75, segments: 2, cut: 5, savedSegments: 1_000 })
  expect(
    bestCut(
      new Map([
        [71, 10],
        [75, 1_000],
        [90, 5],
      ]),
    ),
  ).toMatchObject({ length: 75, cut: 5, savedSegments: 1_010 })
  // 135 characters are three segments, 134 are two.
  expect(bestCut(new Map([[135, 8]]))).toMatchObject({ segments: 3, cut: 1, savedSegments: 8 })
})

it('says nothing where a few characters bring nothing', () => {
  expect(bestCut(new Map([[110, 500]]))).toBeNull()
  expect(bestCut(new Map())).toBeNull()
})
