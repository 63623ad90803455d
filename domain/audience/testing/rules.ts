import fc from 'fast-check'
import type { Customer, TraitValue } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { segmentSchema } from '../../language/segment.ts'
import { aCustomer, anEvent } from './people.ts'

/** Random rules, and people they may or may not hold for at `now`. */
export const now = movableClock().now()
const day = 86_400_000

const definitions = [
  segmentSchema.parse({ segment: 'vip', name: '会员', rule: { tag: '甲' } }),
  segmentSchema.parse({
    segment: 'buyers',
    name: '买过',
    kind: 'static',
    rule: { all: [{ event: 'order.paid' }, { not: { segment: 'vip' } }] },
  }),
]
export const segment = (id: string) => definitions.find((one) => one.id === id)!

// Few different values, so that rules and customers meet, and the edges of every window are hit.
const times = [0, 1, 3 * day, 3 * day + 1, 30 * day, 30 * day - 1, 400 * day, 400 * day + 1, -1].map(
  (ms) => new Date(now.getTime() - ms),
)
const scalar = fc.constantFrom<string | number | boolean>('a', 'ab', '', 0, 1, 2, true, false)
const value: fc.Arbitrary<TraitValue> = fc.oneof(
  scalar,
  fc.constantFrom(...times),
  fc.array(fc.constantFrom('a', 'ab', 'b'), { maxLength: 2 }),
  // Personal data: there, and like nothing that is asked.
  fc.constant({ kid: 'a', ct: 'ab' }),
)
const fields = ['x', '属性']
const tags = ['甲', '乙']
const names = ['order.paid', 'page.viewed']

const moment = fc.constantFrom(
  '3 days ago',
  '30 days ago',
  '1 month ago',
  '1 days from now',
  times[4]!.toISOString(),
)
const number = fc.constantFrom(0, 1, 2)
const tests = fc
  .record(
    {
      is: scalar,
      isNot: scalar,
      in: fc.array(scalar, { minLength: 1, maxLength: 3 }),
      above: number,
      atLeast: number,
      below: number,
      atMost: number,
      before: moment,
      after: moment,
      exists: fc.boolean(),
      contains: fc.constantFrom('a', 'b', 'ab'),
    },
    { requiredKeys: [] },
  )
  .chain((all) =>
    fc.subarray(Object.entries(all), { minLength: Math.min(1, Object.keys(all).length), maxLength: 2 }),
  )
  .map((some): Record<string, unknown> => (some.length === 0 ? { exists: true } : Object.fromEntries(some)))

const within = fc.option(fc.constantFrom('3 days', '30 days', '400 days'), { nil: undefined })

interface Written {
  rule: unknown
  where: unknown
}
export const { rule: writtenRule } = fc.letrec<Written>((tie) => ({
  where: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(fc.constantFrom(...fields), tests).map(([prop, t]) => ({ prop, ...t })),
    fc.array(tie('where'), { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
    fc.array(tie('where'), { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
    tie('where').map((not) => ({ not })),
    tie('where').map((anyItem) => ({ anyItem })),
  ),
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(...tags).map((tag) => ({ tag })),
      fc
        .tuple(fc.constantFrom(...fields, 'sourceChannel', 'registeredAt'), tests)
        .map(([trait, t]) => ({ trait, ...t })),
      fc
        .record({
          event: fc.constantFrom(...names),
          where: fc.option(tie('where'), { nil: undefined }),
          within,
          bounds: fc.constantFrom(
            {},
            { never: true },
            { atLeast: 2 },
            { atMost: 1 },
            { atLeast: 1, atMost: 1 },
          ),
        })
        .map(({ bounds, ...leaf }) => ({ ...leaf, ...bounds })),
      fc.constantFrom(...definitions.map(({ id }) => id)).map((id) => ({ segment: id })),
      fc.constantFrom('granted', 'refused', 'unknown').map((is) => ({ consent: 'sms', is })),
      fc.constantFrom('reachable', 'unreachable', 'unknown').map((is) => ({ reach: 'wecom', is })),
    ),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
  ),
}))

const dictionary = fc.dictionary(fc.constantFrom(...fields), value)
// Now and then something else stands where the lines of an order should be.
const items = fc.array(fc.oneof({ weight: 4, arbitrary: dictionary }, scalar), { maxLength: 2 })
const props = fc
  .tuple(dictionary, fc.option(fc.oneof({ weight: 4, arbitrary: items }, scalar), { nil: undefined }))
  .map(([plain, lines]) => (lines === undefined ? plain : { ...plain, items: lines }))
/** What a person may be like. */
export const person = fc.record({
  tags: fc.subarray(tags),
  traits: fc.dictionary(fc.constantFrom(...fields), value),
  sourceChannel: fc.option(fc.constantFrom('a', 'ab'), { nil: undefined }),
  consent: fc.option(fc.constantFrom('granted' as const, 'refused' as const), { nil: undefined }),
  reach: fc.option(fc.constantFrom('reachable' as const, 'unreachable' as const), { nil: undefined }),
  vip: fc.boolean(),
  merged: fc.boolean(),
  events: fc.array(
    fc.record({
      name: fc.constantFrom(...names),
      at: fc.constantFrom(...times),
      props,
      before: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
})
export type Person = typeof person extends fc.Arbitrary<infer P> ? P : never

/** The n-th person, with what happened to them. */
export function known(given: Person, at: number): { customer: Customer; events: KeluEvent[] } {
  const _id = `c_${at}`
  const { sourceChannel, consent, reach } = given
  const customer = aCustomer({
    _id,
    tags: given.tags.map((name) => ({ name, kind: 'manual', at: now })),
    traits: given.traits,
    profile: {
      registeredAt: times[at % times.length]!,
      ...(sourceChannel !== undefined && { sourceChannel }),
    },
    consent: consent === undefined ? {} : { sms: { state: consent, at: now, source: 'test' } },
    reach: reach === undefined ? {} : { wecom: { state: reach, at: now } },
    segments: given.vip ? ['vip'] : [],
    mergedFrom: given.merged ? [`${_id}_before`] : [],
  })
  const events = given.events.map(({ name, at: when, props, before }) =>
    anEvent({ name, at: when, props, customerId: given.merged && before ? `${_id}_before` : _id }),
  )
  return { customer, events }
}
