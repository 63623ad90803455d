import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changesBetween } from '../customers/changes.ts'
import { ruleSchema } from '../language/rule.ts'
import { matches } from './evaluate.ts'
import { asksOf, mayChange } from './live-segment-asks.ts'
import { resolveSegments } from './resolve-segments.ts'
import { anEvent } from './testing/people.ts'
import { known, now, person, segment, writtenRule } from './testing/rules.ts'

it('hears of every change of a profile that changes the answer of a rule', () => {
  let changed = 0
  fc.assert(
    fc.property(person, person, writtenRule, (one, other, written) => {
      const rule = resolveSegments(ruleSchema.parse(written), segment)
      const { customer: before, events } = known(one, 1)
      const { customer: after } = known(other, 1)
      const answers = [before, after].map((customer) => matches(rule, { customer, events }, now))
      if (answers[0] === answers[1]) return
      changed += 1
      const told = [
        ...changesBetween(before, after).map((change) => anEvent(change)),
        // Membership of a live segment and the profile fields change with events of others.
        ...(before.segments.length === after.segments.length
          ? []
          : [anEvent({ name: 'segment.entered', props: { segment: 'vip' } })]),
        ...(before.profile.sourceChannel === after.profile.sourceChannel
          ? []
          : [anEvent({ name: 'lead.submitted' })]),
      ]
      expect(told.some((event) => mayChange(asksOf(rule), event))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
  expect(changed).toBeGreaterThan(50)
})

it('does not look again for what the rule does not ask', () => {
  const asks = asksOf(ruleSchema.parse({ all: [{ tag: 'VIP' }, { event: 'order.paid', never: true }] }))
  const says = (name: string, props: Record<string, unknown> = {}) =>
    mayChange(asks, anEvent({ name, props }))
  expect(says('customer.tag_added', { tag: 'VIP' })).toBe(true)
  expect(says('order.paid')).toBe(true)
  expect(says('customer.merged')).toBe(true)
  expect(says('customer.tag_added', { tag: '新客' })).toBe(false)
  expect(says('customer.trait_changed', { trait: 'ordersCount' })).toBe(false)
  expect(says('page.viewed')).toBe(false)
})
