import { describe, expect, it } from 'vitest'
import { aCustomer } from '../../audience/testing/people.ts'
import { anEvent, dayMs, later, nine, planStep } from '../testing/plan-step.ts'

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
      { webhook: { to: 'crm', body: { k: 'v' } }, next: 'a' },
      { kind: 'webhook', receiver: 'crm', body: { k: 'v' } },
    ],
    ['goal', { goal: '已联系', next: 'a' }, { kind: 'goal' }],
  ])('%s', (_, step, effect) => {
    expect(planStep(step)).toEqual({ effects: [effect], move: onward })
  })
})

describe('a message that is worth nothing after a time', () => {
  const useBy = (written: string, given?: Parameters<typeof planStep>[1]) =>
    (planStep({ send: { message: 'm', useBy: written }, next: 'a' }, given).effects[0] as { useBy?: Date })
      .useBy

  it('counts it from the arrival at the step, however late it is planned', () => {
    expect(useBy('2 days')).toEqual(later(2 * dayMs))
    expect(useBy('2 days', { now: later(dayMs) })).toEqual(later(2 * dayMs))
  })
  it('takes a time as it is', () => {
    expect(useBy('2026-06-18T20:00:00+08:00')).toEqual(new Date('2026-06-18T12:00:00Z'))
  })
})

describe('a trait', () => {
  const set = (setTrait: object, given?: Parameters<typeof planStep>[1]) =>
    planStep({ setTrait, next: 'a' }, given).effects

  it('is dated from when the step is done', () => {
    expect(set({ calledAt: 'now', nextCallOn: '30 days from now', renewsOn: '1 month from now' })).toEqual([
      {
        kind: 'change',
        change: {
          setTraits: {
            calledAt: nine,
            nextCallOn: later(30 * dayMs),
            renewsOn: new Date('2026-04-02T09:00:00+08:00'),
          },
        },
      },
    ])
  })

  it('is counted on from what it will be then', () => {
    expect(set({ visits: { add: 1 }, chances: { add: -2 } })).toEqual([
      { kind: 'change', change: { addToTraits: { visits: 1, chances: -2 } } },
    ])
  })

  it('takes what an event of the run said, and stays as it is when that said nothing', () => {
    const run = { entry: { orderId: 'A', amountFen: 100 }, answer: { until: nine } }
    const takes = { lastOrder: { entry: 'orderId' }, callOn: { answer: 'until' }, why: { answer: 'why' } }
    expect(set(takes, { run })).toEqual([
      { kind: 'change', change: { setTraits: { lastOrder: 'A', callOn: nine } } },
    ])
    expect(set({ why: { answer: 'why' } }, { run })).toEqual([])
  })
})

describe('a coupon by rule', () => {
  const personal = {
    coupon: {
      batches: [
        { when: { event: 'order.paid', atLeast: 2 }, batch: 'regular-100' },
        { when: { tag: '高价值' }, batch: 'vip-200' },
        { otherwise: 'all-20' },
      ],
    },
    next: 'a',
  }
  const granted = (given: Parameters<typeof planStep>[1]) => planStep(personal, given).effects[0]
  const bought = [anEvent('order.paid', { _id: '1' }), anEvent('order.paid', { _id: '2' })]
  const vip = aCustomer({ tags: [{ name: '高价值', kind: 'rule', at: nine }] })

  it('is of the batch of the first rule that holds', () => {
    expect(granted({ events: bought, customer: vip })).toMatchObject({ batchId: 'regular-100' })
    expect(granted({ events: bought.slice(1), customer: vip })).toMatchObject({ batchId: 'vip-200' })
    expect(planStep(personal)).toEqual({
      effects: [{ kind: 'coupon', batchId: 'all-20' }],
      move: onward,
      chooses: 'all-20',
    })
  })

  it('stays of the batch this visit has decided on, not of one an earlier visit decided on', () => {
    const chosen = { stepId: 'step', visit: 1, value: 'all-20' }
    expect(granted({ customer: vip, run: { chosen } })).toMatchObject({ batchId: 'all-20' })
    expect(granted({ customer: vip, run: { chosen, visit: 2 } })).toMatchObject({ batchId: 'vip-200' })
  })
})

describe('a second way out', () => {
  it.each([
    ['send', { send: { message: 'm' }, next: 'a', notSent: 'b' }],
    ['coupon', { coupon: { batch: 'fifty' }, next: 'a', usedUp: 'b' }],
  ])('is named beside the first by %s', (_, step) => {
    expect(planStep(step)).toMatchObject({ move: onward, otherwise: { kind: 'goto', stepId: 'b' } })
  })
  it('may lead to the end', () => {
    expect(planStep({ send: { message: 'm' }, next: 'a', notSent: 'end' })).toMatchObject({
      move: onward,
      otherwise: { kind: 'end', reason: 'completed' },
    })
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
