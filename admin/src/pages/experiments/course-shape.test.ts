import { expect, it } from 'vitest'
import { shapeOf } from './course-shape.ts'

const day = (difference: number, from: number, to: number) => ({ day: '2026-03-02', difference, from, to })

it('a difference wider than half is drawn where it is, not at the edge', () => {
  const { ticks, last, zero } = shapeOf([day(0.8, 0.5, 1)], null)!
  expect(ticks.map(({ points }) => points)).toEqual([-1, -0.5, 0, 0.5, 1])
  // Four fifths of the way from 0 to the top.
  expect((zero - last.y) / (zero - ticks.at(-1)!.y)).toBeCloseTo(0.8)
})

it('a wide interval about a small difference is cut at half, so that the line can be read', () => {
  expect(shapeOf([day(0.1, -0.9, 1)], null)!.ticks.map(({ points }) => points)).toEqual([
    -0.5, -0.25, 0, 0.25, 0.5,
  ])
})
