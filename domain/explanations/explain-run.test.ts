import { expect, it } from 'vitest'
import { aRun } from '../../test/testing/a-run.ts'
import { createHolds } from '../journeys/holds.ts'
import { explainRun } from './explain-run.ts'

const at = new Date('2026-03-02T09:00:00+08:00')
const holds = createHolds({ registry: { has: () => true }, headOf: () => null })
const facts = {
  ...{
    definition: null,
    causeEvent: { name: 'order.paid', at },
    overflow: [],
    touches: [],
    holds,
    names: {},
  },
}

it('a follow-up a salesperson’s day had no place for says what became of it, to the run it is of', () => {
  const told = (name: string, run: string, more: object = {}) => ({
    ...{ name, at, props: { taskId: `${run}:call:1`, staff: 'lilei', ...more } },
  })
  const overflow = [
    told('task.waits', 'j:c:1', { until: new Date('2026-03-03T00:00:00+08:00') }),
    told('task.turned_away', 'j:c:1'),
    told('task.turned_away', 'j:c:11'),
  ]
  expect(explainRun(aRun('j:c:1', at), { ...facts, overflow }).overflow.map(({ says }) => says)).toEqual([
    'lilei 当天的待办已满，等到 2026-03-03 00:00 再派',
    'lilei 当天的待办已满，没有派出去，走了另一条路',
  ])
})

it('a walk of a test account says so instead of what began it; another run of theirs does not', () => {
  const cause = (more: object) => explainRun(aRun('j:c:1', at, { isTest: true, ...more }), facts).cause
  expect(cause({ waitAtMostMs: 60_000 })).toBe('测试账号走一遍')
  expect(cause({})).toContain('「购买」')
})
