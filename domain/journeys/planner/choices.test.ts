import { describe, expect, it } from 'vitest'
import { aCustomer } from '../../audience/testing/people.ts'
import { nine, planStep } from '../testing/plan-step.ts'

const tagged = (...names: string[]) =>
  aCustomer({ tags: names.map((name) => ({ name, kind: 'rule' as const, at: nine })) })

describe('branch', () => {
  const step = {
    branch: [{ when: { tag: '高意向' }, to: 'a' }, { when: { tag: '老客' }, to: 'b' }, { otherwise: 'c' }],
  }
  it('takes the first case that holds', () => {
    expect(planStep(step, { customer: tagged('老客', '高意向') }).move).toEqual({ kind: 'goto', stepId: 'a' })
    expect(planStep(step, { customer: tagged('老客') }).move).toEqual({ kind: 'goto', stepId: 'b' })
  })
  it('takes otherwise when none holds', () => {
    expect(planStep(step).move).toEqual({ kind: 'goto', stepId: 'c' })
  })
})

describe('split', () => {
  const step = {
    split: [
      { share: 30, to: 'a' },
      { share: 70, to: 'b' },
    ],
  }
  const way = (customerId: string, runId = `j:${customerId}:1`) =>
    planStep(step, { run: { _id: runId, customerId } }).move

  it('sends the same customer the same way in every run', () => {
    for (let n = 0; n < 50; n += 1) expect(way(`c_${n}`, `j:c_${n}:2`)).toEqual(way(`c_${n}`))
  })
  it('keeps to its shares', () => {
    const ways = Array.from({ length: 5_000 }, (_, n) => way(`c_${n}`))
    const share = ways.filter((move) => move.kind === 'goto' && move.stepId === 'a').length / ways.length
    // Three standard deviations of a 30 % share in 5,000 draws.
    expect(Math.abs(share - 0.3)).toBeLessThan(0.0195)
  })
})
