import { expect, it } from 'vitest'
import { linesOf } from './lanes.ts'
import { laidOut, nodeHeight } from './layout.ts'
import { inOrder } from './order.ts'
import { stepTowards } from './walk.ts'
import { pathOf, plusOf } from './way-path.ts'
import { end, entry, type Journey } from './written.ts'

const judged: Journey = {
  steps: {
    back: { waitFor: { event: 'x', within: '1 day' }, yes: 'hot', no: 'review' },
    hot: { tag: { add: ['a'] }, next: 'end' },
    review: { send: { message: 'm' }, next: 'end' },
  },
}

it('a journey is laid out from top to bottom, 是 at the left, and the arrows walk it as it is seen', () => {
  const layout = laidOut(judged)
  const { at } = layout
  expect(at.get(entry)!.y).toBeLessThan(at.get('back')!.y)
  expect(at.get('hot')!.y).toBe(at.get('review')!.y)
  expect(at.get('hot')!.x).toBeLessThan(at.get('review')!.x)
  expect(stepTowards(layout, entry, 'down')).toBe('back')
  expect(stepTowards(layout, 'hot', 'right')).toBe('review')
  expect(stepTowards(layout, 'review', 'up')).toBe('back')
  expect(stepTowards(layout, entry, 'up')).toBeNull()
  // Of two ways out the left one, and never the end: nothing is to be done there.
  expect(stepTowards(layout, 'back', 'down')).toBe('hot')
  expect(stepTowards(layout, 'review', 'down')).toBeNull()
})

it('no two ways have their plus at the same place, not even where they merge', () => {
  const { runs } = laidOut(judged)
  const places = [...runs].map(([name, points]) =>
    plusOf(points, name.startsWith('back/') ? 'others' : 'alone'),
  )
  expect(new Set(places.map(({ x, y }) => `${Math.round(x / 22)} ${Math.round(y / 22)}`)).size).toBe(
    runs.size,
  )
  const [begin] = runs.get('back/yes')!
  expect(begin!.y).toBe(laidOut(judged).at.get('back')!.y + nodeHeight)
  expect(pathOf(runs.get('back/yes')!)).toMatch(/^M [\d.-]+ [\d.-]+ L .+ Q .+$/)
})

it('a way that leads to nothing that is there is left out, and the rest is laid out all the same', () => {
  const { at, runs } = laidOut({ steps: { a: { wait: '1 day', next: 'gone' } } })
  expect([...at.keys()]).toEqual([entry, 'a', end])
  expect([...runs.keys()]).toEqual([entry])
})

it('on a phone the ways out of a step are lanes, and what was told already is named', () => {
  expect(linesOf(judged)).toEqual([
    { kind: 'step', id: 'back', depth: 0 },
    { kind: 'lane', label: '是', way: 'back/yes', depth: 1 },
    { kind: 'step', id: 'hot', depth: 1 },
    { kind: 'lane', label: '否', way: 'back/no', depth: 1 },
    { kind: 'step', id: 'review', depth: 1 },
  ])
  const again = { steps: { ...judged.steps, hot: { tag: { add: ['a'] }, next: 'review' } } }
  expect(linesOf(again).at(-1)).toEqual({ kind: 'on', to: 'review', depth: 1 })
})

it('steps are in the order people walk them, whatever order they are written in', () => {
  const { back, hot, review } = judged.steps!
  expect(inOrder({ steps: { back: back!, review: review!, lost: hot!, hot: hot! } })).toEqual([
    entry,
    'back',
    'hot',
    'review',
    'lost',
  ])
})
