import { expect, it } from 'vitest'
import { shapeOf, size } from './course-shape.ts'
import { cutDifference, cutText, pointsText, rateText } from './experiment-words.ts'

it('says nobody in words, and no minus of nothing', () => {
  expect(rateText(null)).toBe('还没有人')
  expect(rateText(0)).toBe('0.0%')
  expect([0.04, -0.012, -0.0001].map(pointsText)).toEqual(['+4.0 点', '−1.2 点', '0.0 点'])
  const nobody = { id: 'b', rate: null, reached: 0, people: 0 }
  expect(cutText(nobody)).toBe('没有人')
  expect(cutDifference({ by: 'week', says: '', arms: [{ ...nobody, rate: 0.1 }, nobody] })).toBeNull()
})

const day = (n: number) => `2026-05-${String(n).padStart(2, '0')}`

it('draws each day where its date stands, the band around the line, and cuts what is out of sight', () => {
  expect(shapeOf([], null)).toBeNull()
  const course = [
    { day: day(1), difference: 0.1, from: -1, to: 1 },
    { day: day(2), difference: 0.05, from: -0.1, to: 0.2 },
    { day: day(11), difference: 0.04, from: 0.01, to: 0.08 },
  ]
  const shape = shapeOf(course, day(11))
  const [first, second, third] = shape?.days.map(({ x }) => x) ?? []
  expect(((second ?? 0) - (first ?? 0)) * 9).toBeCloseTo((third ?? 0) - (second ?? 0), 0)
  expect(shape?.since?.x).toBe(third)
  expect(shape?.last.y).toBeLessThan(shape?.zero ?? 0)
  const heights = [...(shape?.band.matchAll(/,([\d.]+)/g) ?? [])].map(([, y]) => Number(y))
  expect(heights).toHaveLength(6)
  for (const height of heights) {
    expect(height).toBeGreaterThanOrEqual(0)
    expect(height).toBeLessThanOrEqual(size.height)
  }
})

it('draws a single day, and a difference of none, without dividing by nothing', () => {
  const one = [{ day: day(1), difference: 0, from: 0, to: 0 }]
  expect(JSON.stringify(shapeOf(one, null))).not.toMatch(/NaN|null,|Infinity/)
})
