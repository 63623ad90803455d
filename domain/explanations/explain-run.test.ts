import { expect, it } from 'vitest'
import { aRun } from '../../test/testing/a-run.ts'
import { createHolds } from '../journeys/holds.ts'
import { explainRun } from './explain-run.ts'

it('a walk of a test account says so instead of what began it; another run of theirs does not', () => {
  const at = new Date('2026-03-02T09:00:00+08:00')
  const holds = createHolds({ registry: { has: () => true }, headOf: () => null })
  const facts = { definition: null, causeEvent: { name: 'order.paid', at }, touches: [], holds, names: {} }
  const cause = (more: object) => explainRun(aRun('j:c:1', at, { isTest: true, ...more }), facts).cause
  expect(cause({ waitAtMostMs: 60_000 })).toBe('测试账号走一遍')
  expect(cause({})).toContain('「购买」')
})
