import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { type JourneyDefinition, journeySchema } from '../language/journey.ts'
import { nextTest } from './next-test.ts'
import { anExperiment, aReading } from './testing/a-reading.ts'
import type { Verdict } from './verdict.ts'
import { waitsOfArms } from './waits-of-arms.ts'

const read = (text: string): JourneyDefinition => journeySchema.parse(parse(text))
const flow = (first: string, a: string, b: string) => `
journey: repurchase # 复购
name: 老用户复购
entry: { event: lead.submitted }
goal: { event: order.paid, within: 14 days }
steps:
${first}
  which: # 比两种
    split: [{ share: 50, to: a }, { share: 50, to: b }]
  a: { name: 早, wait: ${a}, next: only-a }
  only-a: { tag: { add: [a] }, next: both }
  b: { name: 晚, wait: ${b}, next: both }
  both: { tag: { add: [x] }, next: end }
`
const start = '  start: { tag: { add: [y] }, next: which }'
const won = (winner: string | null): Verdict => ({ kind: 'told', says: '', details: [], winner })
const reading = aReading(10, { a: [20, 2], b: [20, 8] })
const waitOf = (text: string, winner: string | null = 'b') =>
  waitsOfArms(anExperiment(), read(text), { reading, verdict: won(winner) })

it('tests what won against a copy of it, in a split of its own; what only the others led to is gone', () => {
  const text = flow(start, '3 days', '5 days')
  const next = nextTest(text, read(text), { place: 'which', winner: 'b', wait: null })
  expect(next?.stepId).toBe('b-2')
  const { first, steps } = read(next?.text ?? '')
  expect(first).toBe('start')
  expect(Object.keys(steps)).toEqual(['start', 'which-2', 'b', 'b-2', 'both'])
  expect(steps['which-2']).toMatchObject({
    shares: [
      { share: 50, to: 'b' },
      { share: 50, to: 'b-2' },
    ],
  })
  expect(steps.start).toMatchObject({ next: 'which-2' })
  expect(steps['b-2']).toEqual({ ...steps.b, name: '晚（新试法）' })
  expect(next?.text).toContain('# 复购')
  // The next after that has a name of its own again.
  const third = nextTest(next?.text ?? '', read(next?.text ?? ''), {
    place: 'which-2',
    winner: 'b-2',
    wait: null,
  })
  expect(Object.keys(read(third?.text ?? '').steps)).toEqual(['start', 'which-3', 'b-2', 'b-3', 'both'])
})

it('a split that is where people come in stays where they come in', () => {
  const text = flow('', '3 days', '5 days')
  const next = nextTest(text, read(text), { place: 'which', winner: 'a', wait: null })
  expect(read(next?.text ?? '').first).toBe('which-2')
})

it('has nothing to test where the split is gone or what won does nothing', () => {
  const text = flow(start, '3 days', '5 days')
  for (const [place, winner] of [
    ['gone', 'b'],
    ['which', 'end'],
    ['which', 'gone'],
  ] as const)
    expect(nextTest(text, read(text), { place, winner, wait: null })).toBeNull()
})

it('of two arms told apart by a wait it goes on in the direction that won, wherever the wait is written', () => {
  const longer = waitOf(flow(start, '3 days', '5 days'))
  expect(longer?.says).toBe('等得长的赢了：等 5 天的比等 3 天的好（两组 400 人），可以接着试等 7 天。')
  const shorter = waitOf(flow(start, '3 days', '{ for: 2 days, between: 09:00-20:00 }'))
  expect(shorter?.says).toContain('等得短的赢了：等 2 天的比等 3 天的好（两组 400 人），可以接着试等 1 天。')
  const early = '{ until: { trait: nextOrderOn, minus: 3 days } }'
  const earlier = waitOf(flow(start, early, early.replace('3', '5')))
  expect(earlier?.says).toContain('提得早的赢了：提前 5 天的比提前 3 天的好')

  for (const [a, b, wait, written] of [
    ['3 days', '5 days', longer, '7 days'],
    ['3 days', '{ for: 2 days, between: 09:00-20:00 }', shorter, { for: '1 day', between: '09:00-20:00' }],
    [early, early.replace('3', '5'), earlier, { until: { trait: 'nextOrderOn', minus: '7 days' } }],
  ] as const) {
    const text = flow(start, a, b)
    const next = nextTest(text, read(text), { place: 'which', winner: 'b', wait })
    expect(parse(next?.text ?? '').steps['b-2'].wait).toEqual(written)
  }
})

it('says nothing of arms that wait alike, of one that does not wait, of other days, and before one has won', () => {
  expect(waitOf(flow(start, '3 days', '3 days'))).toBeNull()
  expect(waitOf(flow(start, '3 days', '5 days'), null)).toBeNull()
  expect(waitOf(flow(start, '3 days', '{ until: { trait: nextOrderOn, minus: 5 days } }'))).toBeNull()
  expect(waitOf(flow(start, '3 days', '{ until: 2026-12-01T10:00:00+08:00 }'))).toBeNull()
})
