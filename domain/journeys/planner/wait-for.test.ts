import { describe, expect, it } from 'vitest'
import { anEvent, dayMs, hourMs, later, nine, planStep } from '../testing/plan-step.ts'

const step = { waitFor: { event: 'miniprogram.entered', within: '3 days' }, yes: 'a', no: 'b' }
const ends = (reason: string) => expect.objectContaining({ kind: 'goto', stepId: reason })

describe('waitFor', () => {
  it('listens for its event until the time is over', () => {
    expect(planStep(step).move).toEqual({
      kind: 'stay',
      until: later(3 * dayMs),
      listens: ['miniprogram.entered'],
    })
  })

  it('goes the way of yes with the earliest event of the window', () => {
    const late = anEvent('miniprogram.entered', { _id: 'late', at: later(2 * hourMs) })
    const early = anEvent('miniprogram.entered', { _id: 'early', at: later(hourMs) })
    expect(planStep(step, { events: [late, early], now: later(3 * hourMs) }).move).toEqual({
      kind: 'goto',
      stepId: 'a',
      because: early,
    })
  })

  it('goes the way of no when the time is over', () => {
    expect(planStep(step, { now: later(3 * dayMs) }).move).toEqual({ kind: 'goto', stepId: 'b' })
  })

  it('counts what happened in time although it is heard of after the time is over', () => {
    const event = anEvent('miniprogram.entered', { at: later(3 * dayMs) })
    expect(planStep(step, { events: [event], now: later(4 * dayMs) }).move).toEqual(ends('a'))
  })

  it('does not count what happened before it or after its time', () => {
    const before = anEvent('miniprogram.entered', { at: later(-1_000) })
    const after = anEvent('miniprogram.entered', { at: later(3 * dayMs + 1) })
    expect(planStep(step, { events: [before, after], now: later(4 * dayMs) }).move).toEqual(ends('b'))
  })

  it('counts an event of the very second it began, because callbacks give whole seconds', () => {
    const run = { enteredStepAt: later(700), lookFrom: later(700) }
    expect(planStep(step, { run, events: [anEvent('miniprogram.entered', { at: nine })] }).move).toEqual(
      ends('a'),
    )
  })

  it('looks back to the moment the send before it started', () => {
    const run = { enteredStepAt: later(hourMs), lookFrom: nine }
    const event = anEvent('miniprogram.entered', { at: later(hourMs / 2) })
    expect(planStep(step, { run, events: [event], now: later(hourMs) }).move).toEqual(ends('a'))
  })

  it('does not count the event that moved the run on before', () => {
    const event = anEvent('miniprogram.entered')
    expect(planStep(step, { run: { used: [event._id] }, events: [event] }).move.kind).toBe('stay')
  })

  it('asks the props of the event', () => {
    const big = {
      ...step,
      waitFor: { event: 'order.paid', where: { prop: 'amountFen', atLeast: 20_000 }, within: '3 days' },
    }
    const order = (amountFen: number) => [anEvent('order.paid', { props: { amountFen } })]
    expect(planStep(big, { events: order(19_999) }).move.kind).toBe('stay')
    expect(planStep(big, { events: order(20_000) }).move).toEqual(ends('a'))
  })

  it('is satisfied at once by somebody who is in the segment already', () => {
    const inVip = { waitFor: { segment: 'vip', within: '3 days' }, yes: 'a', no: 'b' }
    expect(planStep(inVip, { inSegment: (id) => id === 'vip' }).move).toEqual(ends('a'))
    expect(planStep(inVip).move).toMatchObject({ kind: 'stay', listens: ['segment.entered'] })
    const entered = anEvent('segment.entered', { props: { segment: 'vip' } })
    expect(planStep(inVip, { events: [entered] }).move).toEqual(ends('a'))
    const other = anEvent('segment.entered', { props: { segment: 'other' } })
    expect(planStep(inVip, { events: [other] }).move.kind).toBe('stay')
  })
})

describe('waitFor any of several', () => {
  const several = {
    waitFor: {
      any: [
        { event: 'order.paid', where: { prop: 'amountFen', atLeast: 20_000 }, to: 'a' },
        { event: 'coupon.redeemed', to: 'b' },
        { segment: 'vip', to: 'c' },
      ],
      within: '3 days',
    },
    no: 'end',
  }
  const paid = (ms: number, amountFen: number) =>
    anEvent('order.paid', { at: later(ms), props: { amountFen } })
  const redeemed = (ms: number) => anEvent('coupon.redeemed', { at: later(ms) })

  it('listens for all of them until the time is over', () => {
    expect(planStep(several).move).toEqual({
      kind: 'stay',
      until: later(3 * dayMs),
      listens: ['order.paid', 'coupon.redeemed', 'segment.entered'],
    })
    expect(planStep(several, { now: later(3 * dayMs) }).move).toEqual({ kind: 'end', reason: 'completed' })
  })

  it('goes the way of what happened first, whichever was heard of first', () => {
    const events = [paid(2 * hourMs, 20_000), redeemed(hourMs)]
    const first = { kind: 'goto', stepId: 'b', because: events[1] }
    expect(planStep(several, { events, now: later(3 * hourMs) }).move).toEqual(first)
    expect(planStep(several, { events: events.toReversed(), now: later(3 * hourMs) }).move).toEqual(first)
  })

  it('passes over what one of the ways does not want', () => {
    const events = [paid(hourMs, 19_999), redeemed(2 * hourMs)]
    expect(planStep(several, { events }).move).toEqual(ends('b'))
  })

  it('gives what happens at one moment to the way written first', () => {
    expect(planStep(several, { events: [redeemed(hourMs), paid(hourMs, 20_000)] }).move).toEqual(ends('a'))
    const twice = {
      waitFor: {
        any: [
          { event: 'order.paid', where: { prop: 'amountFen', atLeast: 20_000 }, to: 'a' },
          { event: 'order.paid', to: 'b' },
        ],
        within: '1 day',
      },
      no: 'c',
    }
    expect(planStep(twice, { events: [paid(hourMs, 20_000)] }).move).toEqual(ends('a'))
    expect(planStep(twice, { events: [paid(hourMs, 19_999)] }).move).toEqual(ends('b'))
    expect(planStep(twice, { now: later(dayMs) }).move).toEqual(ends('c'))
  })

  it('is satisfied at once by somebody who is in the segment already, unless something happened before', () => {
    const inSegment = (id: string) => id === 'vip'
    expect(planStep(several, { inSegment }).move).toEqual(ends('c'))
    expect(planStep(several, { inSegment, events: [redeemed(0)] }).move).toEqual(ends('b'))
  })
})
