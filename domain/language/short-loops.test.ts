import { expect, it } from 'vitest'
import { shortLoops } from './short-loops.ts'
import { stepSchema } from './step.ts'

const stepsOf = (written: Record<string, object>) =>
  Object.fromEntries(Object.entries(written).map(([id, step]) => [id, stepSchema.parse(step)]))
const warned = (written: Record<string, object>) => shortLoops(stepsOf(written)).map(({ path }) => path[0])

const branch = (to: string) => ({ branch: [{ when: { tag: '已下单' }, to: 'end' }, { otherwise: to }] })
const look = branch('rest')

it.each([
  ['23 hours', ['rest']],
  ['1 day', []],
  ['1 month', []],
])('a loop over a wait of %s', (wait, warnings) => {
  expect(warned({ look, rest: { wait, next: 'look' } })).toEqual(warnings)
})

it('counts all waits of the way round', () => {
  const half = (next: string) => ({ wait: '12 hours', next })
  expect(warned({ look, rest: half('more'), more: half('look') })).toEqual([])
  expect(warned({ look, rest: half('more'), more: { tag: { add: ['看过'] }, next: 'look' } })).toEqual([
    'rest',
  ])
})

it('takes the shortest way round', () => {
  const either = {
    split: [
      { share: 50, to: 'long' },
      { share: 50, to: 'short' },
    ],
  }
  const long = { wait: '3 days', next: 'either' }
  expect(warned({ either, long, short: { wait: '1 hour', next: 'either' } })).toEqual(['short'])
})

it('counts the time of a waitFor only where its time was over', () => {
  const judge = (yes: string, no: string) => ({ waitFor: { event: 'order.paid', within: '3 days' }, yes, no })
  expect(warned({ judge: judge('end', 'judge') })).toEqual([])
  // Whoever orders at once has waited an hour.
  expect(warned({ judge: judge('rest', 'end'), rest: { wait: '1 hour', next: 'judge' } })).toEqual(['judge'])
})

it('leaves alone what comes back never', () => {
  expect(warned({ rest: { wait: '1 hour', next: 'more' }, more: { wait: '1 hour', next: 'end' } })).toEqual(
    [],
  )
})

it('says how long a round takes and what to do', () => {
  const [warning] = shortLoops(stepsOf({ look, rest: { wait: '90 minutes', next: 'look' } }))
  expect(warning?.message).toContain('90 分钟就可能又回到这里')
  expect(warning?.message).toContain('改用 waitFor')
})
