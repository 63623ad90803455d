import { describe, expect, it } from 'vitest'
import { planStep } from '../testing/plan-step.ts'

const onward = { kind: 'goto', stepId: 'a' }

describe('steps that do something and lead on', () => {
  it.each([
    [
      'send',
      { send: { message: 'm', channels: ['sms'], whenCapped: 'next day' }, next: 'a' },
      { kind: 'send', messageId: 'm', channels: ['sms'], whenCapped: 'next day' },
    ],
    [
      'tag',
      { tag: { add: ['高意向'], remove: ['沉睡'] }, next: 'a' },
      { kind: 'change', change: { addTags: [{ name: '高意向', kind: 'rule' }], removeTags: ['沉睡'] } },
    ],
    [
      'setTrait',
      { setTrait: { level: 2, gone: null, metAt: '2026-03-05' }, next: 'a' },
      {
        kind: 'change',
        change: { setTraits: { level: 2, gone: null, metAt: new Date('2026-03-05T00:00:00+08:00') } },
      },
    ],
    ['coupon', { coupon: { batch: 'fifty' }, next: 'a' }, { kind: 'coupon', batchId: 'fifty' }],
    [
      'task',
      { task: { title: '联系客户', reasons: ['刚下单'], accept: '1 hour' }, next: 'a' },
      { kind: 'task', title: '联系客户', reasons: ['刚下单'], acceptMs: 3_600_000 },
    ],
    [
      'webhook',
      { webhook: { url: 'https://crm.example/in', body: { k: 'v' } }, next: 'a' },
      { kind: 'webhook', url: 'https://crm.example/in', body: { k: 'v' } },
    ],
    ['goal', { goal: '已联系', next: 'a' }, { kind: 'goal' }],
  ])('%s', (_, step, effect) => {
    expect(planStep(step)).toEqual({ effects: [effect], move: onward })
  })
})

describe('the end', () => {
  it('is reached by a way to `end` as completed', () => {
    expect(planStep({ tag: { add: ['甲'] }, next: 'end' }).move).toEqual({ kind: 'end', reason: 'completed' })
  })
  it('carries the reason of an exit step', () => {
    expect(planStep({ exit: { reason: '已退款' } }).move).toEqual({ kind: 'end', reason: '已退款' })
  })
  it('comes to a run whose step is not in its definition', () => {
    expect(planStep({ exit: { reason: 'x' } }, { run: { stepId: 'gone' } }).move).toEqual({
      kind: 'end',
      reason: 'step_missing',
    })
  })
})
