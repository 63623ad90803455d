import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Customer, TraitValue } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { movableClock } from '../../test/setup/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/setup/database.ts'
import { type Rule, ruleSchema } from '../language/rule.ts'
import { segmentSchema } from '../language/segment.ts'
import { matches } from './evaluate.ts'
import { aCustomer, anEvent } from './people.test-support.ts'
import { createAudience } from './query.ts'
import { resolveSegments } from './resolve-segments.ts'

const clock = movableClock()
const now = clock.now()
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
const segment = (id: string) => definitions.find((one) => one.id === id)!

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await database.connection.collection('events').createIndex({ customerId: 1, name: 1, at: -1 })
})
beforeEach(clear)
afterAll(() => database.drop())

async function clear(): Promise<void> {
  await database.connection.collection<Customer>('customers').deleteMany({})
  await database.connection.collection<KeluEvent>('events').deleteMany({})
}
async function store(customers: Customer[], events: KeluEvent[] = []): Promise<void> {
  if (customers.length > 0) await database.connection.collection<Customer>('customers').insertMany(customers)
  if (events.length > 0) await database.connection.collection<KeluEvent>('events').insertMany(events)
}

const audience = () => createAudience({ connection: database.connection, clock, segment })
async function found(rule: Rule, pageSize: number): Promise<string[]> {
  const ids: string[] = []
  for await (const page of audience().pages(rule, { pageSize })) ids.push(...page)
  return ids
}

it('gives everybody once, in pages by id, without those merged into another', async () => {
  const ids = ['c_1', 'c_2', 'c_3', 'c_4', 'c_5']
  await store([
    ...ids.map((_id) => aCustomer({ _id, tags: [{ name: '甲', kind: 'manual', at: now }] })),
    aCustomer({ _id: 'c_0', tags: [{ name: '甲', kind: 'manual', at: now }], mergedInto: 'c_1' }),
  ])
  const pages: string[][] = []
  for await (const page of audience().pages(ruleSchema.parse({ tag: '甲' }), { pageSize: 2 }))
    pages.push(page)
  expect(pages).toEqual([['c_1', 'c_2'], ['c_3', 'c_4'], ['c_5']])
})

it('counts what happened to a customer before they were merged', async () => {
  await store(
    [aCustomer({ _id: 'c_2', mergedFrom: ['c_1'] })],
    [anEvent({ customerId: 'c_1' }), anEvent({ customerId: 'c_2' })],
  )
  expect(await found(ruleSchema.parse({ event: 'order.paid', atLeast: 2 }), 10)).toEqual(['c_2'])
})

it('asks a rule of given customers only', async () => {
  const customers = [aCustomer({ _id: 'c_1' }), aCustomer({ _id: 'c_2' })]
  await store(customers, [anEvent({ customerId: 'c_2' })])
  const rule = ruleSchema.parse({ event: 'order.paid' })
  expect(await audience().holdsFor(rule, customers)).toEqual(new Set(['c_2']))
  expect(await audience().holdsFor(rule, [])).toEqual(new Set())
})

// Few different values, so that rules and customers meet, and the edges of every window are hit.
const times = [0, 1, 3 * day, 3 * day + 1, 30 * day, 30 * day - 1, 400 * day, 400 * day + 1, -1].map(
  (ms) => new Date(now.getTime() - ms),
)
const scalar = fc.constantFrom<string | number | boolean>('a', 'ab', '', 0, 1, 2, true, false)
const value: fc.Arbitrary<TraitValue> = fc.oneof(
  scalar,
  fc.constantFrom(...times),
  fc.array(fc.constantFrom('a', 'ab', 'b'), { maxLength: 2 }),
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
const { rule: writtenRule } = fc.letrec<Written>((tie) => ({
  where: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(fc.constantFrom(...fields), tests).map(([prop, t]) => ({ prop, ...t })),
    fc.array(tie('where'), { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
    fc.array(tie('where'), { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
    tie('where').map((not) => ({ not })),
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

const props = fc.dictionary(fc.constantFrom(...fields), value)
const person = fc.record({
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
type Person = typeof person extends fc.Arbitrary<infer P> ? P : never

function known(given: Person, at: number): { customer: Customer; events: KeluEvent[] } {
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

it('finds in the store exactly those the rule holds for in memory', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 4, maxLength: 12 }),
      fc.array(writtenRule, { minLength: 8, maxLength: 8 }),
      async (people, written) => {
        const subjects = people.map(known)
        await clear()
        await store(
          subjects.map(({ customer }) => customer),
          subjects.flatMap(({ events }) => events),
        )
        for (const one of written) {
          const rule = ruleSchema.parse(one)
          const resolved = resolveSegments(rule, segment)
          const expected = subjects
            .filter((subject) => matches(resolved, subject, now))
            .map(({ customer }) => customer._id)
          expect((await found(rule, 5)).sort(), JSON.stringify(one)).toEqual(expected.sort())
        }
      },
    ),
    { numRuns: 25 },
  )
}, 60_000)
