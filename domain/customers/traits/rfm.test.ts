import { describe, expect, it } from 'vitest'
import { defaultBuyerRules } from '../../language/buyer-rules.ts'
import { recencyFallsAt, rfmOf } from './rfm.ts'

const { rfm } = defaultBuyerRules
const now = new Date('2026-07-01T09:00:00+08:00')
const daysAgo = (days: number) =>
  new Date(Date.parse('2026-07-01T00:00:00Z') - days * 86_400_000).toISOString().slice(0, 10)
const scored = (days: number, occasions365 = 1, yuan = 1) =>
  rfmOf({ lastOn: daysAgo(days), occasions365, spend365Fen: Math.round(yuan * 100) }, now, rfm)

describe('the scores', () => {
  it.each([
    [0, 5],
    [30, 5],
    [31, 4],
    [60, 4],
    [61, 3],
    [90, 3],
    [91, 2],
    [180, 2],
    [181, 1],
    [900, 1],
  ])('of recency %i days after the last purchase is %i', (days, score) => {
    expect(scored(days).rfmR).toBe(score)
  })

  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 4],
    [6, 5],
    [60, 5],
  ])('of %i purchases a year is %i', (occasions, score) => {
    expect(scored(0, occasions).rfmF).toBe(score)
  })

  it.each([
    [0, 1],
    [200, 1],
    [200.01, 2],
    [500, 2],
    [500.01, 3],
    [2_000, 3],
    [2_000.01, 4],
    [5_000, 4],
    [5_000.01, 5],
  ])('of %f yuan a year is %i', (yuan, score) => {
    expect(scored(0, 1, yuan).rfmM).toBe(score)
  })
})

it.each([
  [0, 4, 3_000, 'importantValue'],
  [0, 3, 3_000, 'importantGrowth'],
  [61, 4, 3_000, 'importantRetention'],
  [61, 3, 3_000, 'importantRecall'],
  [60, 4, 2_000, 'generalValue'],
  [60, 3, 2_000, 'generalGrowth'],
  [61, 4, 2_000, 'generalRetention'],
  [61, 3, 2_000, 'generalRecall'],
])('%i days, %i purchases and %i yuan are %s', (days, occasions, yuan, group) => {
  expect(scored(days, occasions, yuan).rfmGroup).toBe(group)
})

describe('recency', () => {
  it('goes by local days: it falls as the day begins, however late the last purchase was', () => {
    const falls = recencyFallsAt('2026-06-01', now, rfm)
    expect(falls).toEqual(new Date('2026-07-02T00:00:00+08:00'))
    const score = (at: number) =>
      rfmOf({ lastOn: '2026-06-01', occasions365: 1, spend365Fen: 1 }, new Date(at), rfm).rfmR
    expect([score((falls as Date).getTime() - 1), score((falls as Date).getTime())]).toEqual([5, 4])
  })

  it('falls no further than to its lowest', () => {
    expect(recencyFallsAt(daysAgo(180), now, rfm)).toEqual(new Date('2026-07-02T00:00:00+08:00'))
    expect(recencyFallsAt(daysAgo(181), now, rfm)).toBeNull()
  })
})
