import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { type Rule, ruleSchema } from '../language/rule.ts'
import { matches } from './evaluate.ts'
import { createAudience } from './query.ts'
import { resolveSegments } from './resolve-segments.ts'
import { aCustomer, anEvent } from './testing/people.ts'
import { known, now, person, segment, writtenRule } from './testing/rules.ts'

const clock = movableClock()

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

it('gives a crowd themselves where one read tells all, as they are when their page is asked for', async () => {
  const tags: Customer['tags'] = [{ name: '甲', kind: 'manual', at: now }]
  const slots: Customer['slots'] = [{ touch: 't', at: now }]
  const people = ['c_1', 'c_2', 'c_3'].map((_id) => aCustomer({ _id, tags, slots }))
  await store(people, [anEvent({ customerId: 'c_1' })])
  const seen: (Customer[] | undefined)[] = []
  for await (const { ids, customers } of audience().crowds(ruleSchema.parse({ tag: '甲' }), {
    pageSize: 1,
  })) {
    seen.push(customers)
    expect(ids).toEqual(customers?.map(({ _id }) => _id))
    // Has become one with another before their page came.
    await database.connection
      .collection<Customer>('customers')
      .updateOne({ _id: 'c_2' }, { $set: { mergedInto: 'c_1' } })
  }
  expect(seen).toEqual([[people[0]], [people[2]]])
  // Who must be counted first was read too long ago.
  const counted: unknown[] = []
  const rule = ruleSchema.parse({ event: 'order.paid', atLeast: 1 })
  for await (const crowd of audience().crowds(rule, { pageSize: 10 })) counted.push(crowd)
  expect(counted).toEqual([{ ids: ['c_1'] }])
})

it.for([{ tag: '甲' }, { event: 'order.paid', atLeast: 1 }])(
  'leaves test accounts out of a figure, and only there: %o',
  async (rule) => {
    const tags: Customer['tags'] = [{ name: '甲', kind: 'manual', at: now }]
    await store(
      [aCustomer({ _id: 'c_1', tags }), aCustomer({ _id: 'c_2', tags, isTest: true })],
      [anEvent({ customerId: 'c_1' }), anEvent({ customerId: 'c_2' })],
    )
    const counted: string[] = []
    const options = { pageSize: 10, without: 'test accounts' } as const
    for await (const page of audience().pages(ruleSchema.parse(rule), options)) counted.push(...page)
    expect(counted).toEqual(['c_1'])
    expect(await found(ruleSchema.parse(rule), 10)).toEqual(['c_1', 'c_2'])
  },
)

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
})
