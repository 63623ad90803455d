import { describe, expect, it } from 'vitest'
import { aCustomer } from '../../audience/testing/people.ts'
import { dayMs, later, nine, planStep } from '../testing/plan-step.ts'

const goesOn = { effects: [], move: { kind: 'goto', stepId: 'a' } }
const staysUntil = (until: Date) => ({ effects: [], move: { kind: 'stay', until, listens: [] } })

describe('wait', () => {
  it('counts a duration from the arrival, however often it is planned', () => {
    const step = { wait: '3 days', next: 'a' }
    expect(planStep(step)).toEqual(staysUntil(later(3 * dayMs)))
    expect(planStep(step, { now: later(2 * dayMs) })).toEqual(staysUntil(later(3 * dayMs)))
    expect(planStep(step, { now: later(3 * dayMs) })).toEqual(goesOn)
  })

  it('waits until an offset before the date in a trait', () => {
    const step = { wait: { until: { trait: 'nextOrderOn', minus: '3 days' } }, next: 'a' }
    const customer = aCustomer({ traits: { nextOrderOn: later(10 * dayMs) } })
    expect(planStep(step, { customer })).toEqual(staysUntil(later(7 * dayMs)))
  })

  it('continues now when the date is past or missing', () => {
    const step = { wait: { until: { trait: 'nextOrderOn', minus: '3 days' } }, next: 'a' }
    expect(planStep(step, { customer: aCustomer({ traits: { nextOrderOn: later(2 * dayMs) } }) })).toEqual(
      goesOn,
    )
    expect(planStep(step)).toEqual(goesOn)
    expect(planStep({ wait: { until: '2026-01-01T00:00:00+08:00' }, next: 'a' })).toEqual(goesOn)
  })

  it('goes on waiting until the local time of the customer is in the window', () => {
    const step = { wait: { for: '1 day', between: '10:00-20:00' }, next: 'a' }
    // 09:00 in Shanghai is too early there, and 02:00 in Berlin.
    expect(planStep(step)).toEqual(staysUntil(new Date('2026-03-03T10:00:00+08:00')))
    const berliner = aCustomer({ profile: { registeredAt: nine, timeZone: 'Europe/Berlin' } })
    expect(planStep(step, { customer: berliner })).toEqual(staysUntil(new Date('2026-03-03T10:00:00+01:00')))
  })

  it('keeps the wall-clock time of the window across a summer-time change', () => {
    // Berlin goes from +01:00 to +02:00 on 2026-03-29 at 02:00.
    const customer = aCustomer({ profile: { registeredAt: nine, timeZone: 'Europe/Berlin' } })
    const run = { enteredStepAt: new Date('2026-03-28T09:00:00+01:00') }
    expect(
      planStep(
        { wait: { for: '1 day', between: '11:00-12:00' }, next: 'a' },
        { customer, run, now: run.enteredStepAt },
      ),
    ).toEqual(staysUntil(new Date('2026-03-29T11:00:00+02:00')))
  })

  it('waits for the next window when the worker comes after this one has closed', () => {
    const step = { wait: { for: '1 day', between: '10:00-11:00' }, next: 'a' }
    expect(planStep(step, { now: new Date('2026-03-03T11:30:00+08:00') })).toEqual(
      staysUntil(new Date('2026-03-04T10:00:00+08:00')),
    )
  })
})
