import { describe, expect, it } from 'vitest'
import { aCustomer } from '../../audience/testing/people.ts'
import { anEvent, dayMs, later, nine, planStep } from '../testing/plan-step.ts'

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

describe('a wait of calendar months', () => {
  const at = (iso: string) => new Date(iso)
  it.each([
    ['2026-01-15T09:00:00+08:00', '1 month', '2026-02-15T09:00:00+08:00'],
    ['2026-01-31T18:30:00+08:00', '1 month', '2026-02-28T18:30:00+08:00'],
    ['2028-01-31T09:00:00+08:00', '1 month', '2028-02-29T09:00:00+08:00'],
    ['2026-11-30T09:00:00+08:00', '3 months', '2027-02-28T09:00:00+08:00'],
    // The first of the month in Shanghai, though not yet in Greenwich.
    ['2026-02-28T17:00:00Z', '1 month', '2026-03-31T17:00:00Z'],
  ])('that begins on %s and lasts %s ends on %s', (from, months, until) => {
    const run = { enteredStepAt: at(from), lookFrom: at(from) }
    const forIt = { wait: months, next: 'a' }
    expect(planStep(forIt, { run, now: at(from) })).toEqual(staysUntil(at(until)))
    expect(planStep(forIt, { run, now: at(until) })).toEqual(goesOn)
    const judge = { waitFor: { event: 'order.paid', within: months }, yes: 'a', no: 'b' }
    expect(planStep(judge, { run, now: at(from) }).move).toMatchObject({ kind: 'stay', until: at(until) })
    const paid = anEvent('order.paid', { at: at(until) })
    expect(planStep(judge, { run, now: at(until), events: [paid] }).move).toMatchObject({ stepId: 'a' })
    expect(planStep(judge, { run, now: at(until) }).move).toMatchObject({ stepId: 'b' })
  })
})

describe('a wait for a kind of day', () => {
  // 2026-03-02 is a Monday.
  const monday = nine
  const wait = (written: object, given: Parameters<typeof planStep>[1] = {}) =>
    planStep({ wait: written, next: 'a' }, given)

  it('goes on at once on such a day, and waits for the beginning of the next one otherwise', () => {
    expect(wait({ on: { weekdays: [1, 3] } })).toEqual(goesOn)
    expect(wait({ on: { weekdays: [3, 5] } })).toEqual(staysUntil(new Date('2026-03-04T00:00:00+08:00')))
    expect(wait({ on: { weekdays: [7] } })).toEqual(staysUntil(new Date('2026-03-08T00:00:00+08:00')))
  })

  it('looks at the days from the end of the wait on, in hours that will do', () => {
    expect(wait({ for: '1 day', on: { weekdays: [1] }, between: '10:00-20:00' })).toEqual(
      staysUntil(new Date('2026-03-09T10:00:00+08:00')),
    )
    expect(wait({ on: { weekdays: [1] }, between: '10:00-20:00' })).toEqual(
      staysUntil(new Date('2026-03-02T10:00:00+08:00')),
    )
    const evening = new Date('2026-03-02T20:00:00+08:00')
    expect(wait({ on: { weekdays: [1] }, between: '10:00-20:00' }, { now: evening })).toEqual(
      staysUntil(new Date('2026-03-09T10:00:00+08:00')),
    )
  })

  it('goes by the calendar of the customer', () => {
    // Sunday evening in New York is Monday morning in Shanghai.
    const customer = aCustomer({ profile: { registeredAt: monday, timeZone: 'America/New_York' } })
    expect(wait({ on: { weekdays: [1] } }, { customer })).toEqual(
      staysUntil(new Date('2026-03-02T00:00:00-05:00')),
    )
  })

  it('knows working days from holidays and the weekends worked for them', () => {
    const working = ['2026-03-07', '2026-03-10']
    const isWorkingDay = (day: string) => working.includes(day)
    expect(wait({ on: 'working day' }, { isWorkingDay })).toEqual(
      staysUntil(new Date('2026-03-07T00:00:00+08:00')),
    )
    const saturday = new Date('2026-03-07T12:00:00+08:00')
    expect(wait({ on: 'working day' }, { isWorkingDay, now: saturday })).toEqual(goesOn)
    expect(wait({ on: 'working day' }, { isWorkingDay: () => false })).toEqual(goesOn)
  })

  it.each([
    [2, '2026-03-02T09:00:00+08:00', null],
    [15, '2026-03-02T09:00:00+08:00', '2026-03-15T00:00:00+08:00'],
    [1, '2026-03-02T09:00:00+08:00', '2026-04-01T00:00:00+08:00'],
    [31, '2026-02-03T09:00:00+08:00', '2026-02-28T00:00:00+08:00'],
    [30, '2026-02-28T09:00:00+08:00', null],
  ])('knows day %i of the month, from %s on', (dayOfMonth, now, until) => {
    expect(wait({ on: { dayOfMonth } }, { now: new Date(now) })).toEqual(
      until === null ? goesOn : staysUntil(new Date(until)),
    )
  })
})
