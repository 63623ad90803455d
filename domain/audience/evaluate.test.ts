import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { ruleSchema } from '../language/rule.ts'
import { decideByProfile, eventNamesOf, matches, needsTime } from './evaluate.ts'
import { resolveSegments } from './resolve-segments.ts'
import { aCustomer, anEvent } from './testing/people.ts'
import { known, person, segment, writtenRule } from './testing/rules.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

const holds = (written: unknown, customer: Partial<Customer> = {}, events: KeluEvent[] = []): boolean =>
  matches(ruleSchema.parse(written), { customer: aCustomer(customer), events }, now)

describe('a missing trait', () => {
  it.each(['is', 'above', 'atLeast', 'below', 'atMost'])('answers no to %s', (op) => {
    expect(holds({ trait: 'x', [op]: 1 })).toBe(false)
  })
  it.each(['before', 'after'])('answers no to %s', (op) => {
    expect(holds({ trait: 'x', [op]: '1 days ago' })).toBe(false)
  })
  it('answers no to in, contains and exists, yes to isNot and exists: false', () => {
    expect(holds({ trait: 'x', in: ['a'] })).toBe(false)
    expect(holds({ trait: 'x', contains: 'a' })).toBe(false)
    expect(holds({ trait: 'x', exists: true })).toBe(false)
    expect(holds({ trait: 'x', isNot: 'a' })).toBe(true)
    expect(holds({ trait: 'x', exists: false })).toBe(true)
  })
  it('turns to yes under not', () => {
    expect(holds({ not: { trait: 'x', above: 1 } })).toBe(true)
  })
  it('is what a name of every object gives, too', () => {
    expect(holds({ trait: 'constructor', exists: true })).toBe(false)
  })
})

it('answers no to a comparison with another type', () => {
  expect(holds({ trait: 'x', above: 1 }, { traits: { x: '2' } })).toBe(false)
  expect(holds({ trait: 'x', before: '1 days ago' }, { traits: { x: '2020-01-01T00:00:00Z' } })).toBe(false)
  expect(holds({ trait: 'x', is: 1 }, { traits: { x: true } })).toBe(false)
})

it('lets one item of a list answer for it', () => {
  const customer = { traits: { likes: ['奶粉', '绘本'] } }
  expect(holds({ trait: 'likes', is: '绘本' }, customer)).toBe(true)
  expect(holds({ trait: 'likes', in: ['玩具', '奶粉'] }, customer)).toBe(true)
  expect(holds({ trait: 'likes', isNot: '绘本' }, customer)).toBe(false)
  expect(holds({ trait: 'likes', contains: '绘' }, customer)).toBe(false)
})

it('reads profile fields as traits', () => {
  const profile = { registeredAt: daysAgo(10), sourceChannel: '抖音广告' }
  expect(holds({ trait: 'sourceChannel', contains: '抖音' }, { profile })).toBe(true)
  expect(holds({ trait: 'registeredAt', after: '30 days ago' }, { profile })).toBe(true)
})

it('wants all the comparisons of one leaf', () => {
  const rule = { trait: 'orderCount', atLeast: 1, atMost: 3 }
  expect([0, 1, 3, 4].map((orderCount) => holds(rule, { traits: { orderCount } }))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

it('counts events within the window, both ends included, and none of the future', () => {
  const rule = { event: 'order.paid', within: '90 days' }
  expect(holds(rule, {}, [anEvent({ at: daysAgo(90) })])).toBe(true)
  expect(holds(rule, {}, [anEvent({ at: new Date(daysAgo(90).getTime() - 1) })])).toBe(false)
  expect(holds(rule, {}, [anEvent({ at: now })])).toBe(true)
  expect(holds(rule, {}, [anEvent({ at: new Date(now.getTime() + 1) })])).toBe(false)
  expect(holds({ event: 'order.paid' }, {}, [anEvent({ at: daysAgo(401) })])).toBe(false)
})

it('counts only events whose props satisfy where', () => {
  const events = [anEvent({ props: { amountFen: 100 } }), anEvent({ props: { amountFen: 300 } })]
  expect(
    holds({ event: 'order.paid', where: { prop: 'amountFen', above: 200 }, atLeast: 1 }, {}, events),
  ).toBe(true)
  expect(
    holds({ event: 'order.paid', where: { prop: 'amountFen', above: 200 }, atLeast: 2 }, {}, events),
  ).toBe(false)
  expect(
    holds({ event: 'order.paid', where: { prop: 'amountFen', above: 400 }, never: true }, {}, events),
  ).toBe(true)
})

it('knows consent and reach that were never said as unknown', () => {
  expect(holds({ consent: 'sms' })).toBe(false)
  expect(holds({ consent: 'sms', is: 'unknown' })).toBe(true)
  expect(holds({ reach: 'wecom' }, { reach: { wecom: { state: 'reachable', at: now } } })).toBe(true)
})

it('takes segments from the customer unless it is told otherwise', () => {
  const rule = ruleSchema.parse({ segment: 'vip' })
  const subject = { customer: aCustomer({ segments: ['vip'] }), events: [] }
  expect(matches(rule, subject, now)).toBe(true)
  expect(matches(rule, { ...subject, inSegment: () => false }, now)).toBe(false)
})

it('names each event it asks about once', () => {
  const rule = ruleSchema.parse({
    any: [{ event: 'order.paid' }, { not: { event: 'page.viewed' } }, { event: 'order.paid', atLeast: 2 }],
  })
  expect(eventNamesOf(rule)).toEqual(['order.paid', 'page.viewed'])
})

it.each([
  [{ tag: '甲' }, false],
  [{ trait: 'x', before: '2026-01-01T00:00:00+08:00' }, false],
  [{ trait: 'x', before: '3 days ago' }, true],
  [{ not: { event: 'order.paid', within: '3 days' } }, true],
  [{ event: 'order.paid', never: true }, false],
  [{ event: 'order.paid', where: { prop: 'until', after: '1 days ago' } }, true],
])('knows whether time alone changes %j: %s', (written, needed) => {
  expect(needsTime(ruleSchema.parse(written))).toBe(needed)
})

describe('deciding by the profile alone', () => {
  const byProfile = (written: unknown, customer: Partial<Customer> = {}) =>
    decideByProfile(ruleSchema.parse(written), aCustomer(customer), now)
  const paid = { event: 'order.paid' }
  const vip = { tags: [{ name: 'VIP', kind: 'manual' as const, at: now }] }

  it('knows what the history cannot change, wherever it is asked', () => {
    expect(byProfile({ all: [paid, { tag: 'VIP' }] })).toBe(false)
    expect(byProfile({ any: [paid, { tag: 'VIP' }] }, vip)).toBe(true)
    expect(byProfile({ not: { all: [paid, { tag: 'VIP' }] } })).toBe(true)
  })
  it('leaves to the history what it can change', () => {
    expect(byProfile(paid)).toBeUndefined()
    expect(byProfile({ all: [paid, { tag: 'VIP' }] }, vip)).toBeUndefined()
    expect(byProfile({ not: { any: [paid, { tag: 'VIP' }] } })).toBeUndefined()
  })
  it('never says anything else than the whole rule, whatever happened', () => {
    fc.assert(
      fc.property(person, person, writtenRule, (one, other, written) => {
        const rule = resolveSegments(ruleSchema.parse(written), segment)
        const { customer } = known(one, 1)
        const answer = decideByProfile(rule, customer, now)
        for (const { events } of [known(one, 1), known(other, 1)]) {
          expect([undefined, matches(rule, { customer, events }, now)]).toContain(answer)
        }
      }),
      { numRuns: 500 },
    )
  })
})

it('asks all of an item rule of one and the same line of the order', () => {
  const rule = {
    event: 'order.paid',
    where: {
      anyItem: {
        all: [
          { prop: 'name', contains: '精华' },
          { prop: 'category', is: '护肤' },
        ],
      },
    },
  }
  const bought = (...items: unknown[]) => holds(rule, {}, [anEvent({ props: { items } })])
  expect(bought({ name: '口红', category: '彩妆' }, { name: '修护精华', category: '护肤' })).toBe(true)
  expect(bought({ name: '精华口红', category: '彩妆' }, { name: '面霜', category: '护肤' })).toBe(false)
  expect(bought('精华')).toBe(false)
  expect(holds(rule, {}, [anEvent({ props: { items: '精华' } })])).toBe(false)
})
