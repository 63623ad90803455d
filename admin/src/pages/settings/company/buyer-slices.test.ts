import { expect, it } from 'vitest'
import { type BuyerPreview, withSlice } from './buyer-slices.ts'

const slice = (more: Partial<BuyerPreview>): BuyerPreview => ({
  ...{ on: 3, isExact: true, looked: 0, size: 4_000, next: null, changed: 0 },
  ...{ moves: [], tags: [], examples: [], usedBy: [] },
  ...more,
})
const move = (from: string, to: string, people: number) => ({ label: '客户分层', from, to, people })

it('slices add up by move and by tag, the most people first, and the last says where it goes on', () => {
  const first = slice({
    ...{ looked: 2_000, changed: 5, next: 'c2' },
    moves: [move('普通', '潜力', 3), move('潜力', '高价值', 2)],
    tags: [{ tag: '潜力', gain: 3, lose: 2 }],
  })
  const second = slice({
    ...{ looked: 500, changed: 4 },
    moves: [move('潜力', '高价值', 4)],
    tags: [
      { tag: '潜力', gain: 0, lose: 4 },
      { tag: '高价值', gain: 4, lose: 0 },
    ],
  })
  expect(withSlice(first, second)).toMatchObject({
    ...{ looked: 2_500, changed: 9, next: null },
    moves: [move('潜力', '高价值', 6), move('普通', '潜力', 3)],
    tags: [
      { tag: '潜力', gain: 3, lose: 6 },
      { tag: '高价值', gain: 4, lose: 0 },
    ],
  })
})

it('ten people are shown, the first that were found', () => {
  const people = (from: number) =>
    Array.from({ length: 8 }, (_, n) => ({
      ...{ id: `c${from + n}`, name: '', phone: null, moves: [], gains: [], loses: [] },
    }))
  const both = withSlice(slice({ examples: people(0) }), slice({ examples: people(8) }))
  expect(both.examples.map(({ id }) => id)).toEqual(
    people(0)
      .concat(people(8))
      .slice(0, 10)
      .map(({ id }) => id),
  )
})
