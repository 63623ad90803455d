import { afterAll, beforeEach, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import type { Customer } from './customer.ts'
import { createCustomerStore, type JournalWrite } from './customers.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const customers = createCustomerStore(db.connection)
beforeEach(async () => void (await db.connection.collection('customers').deleteMany({})))

const at = new Date('2026-03-02T01:00:00Z')
const aCustomer = (_id: string, more: Partial<Customer> = {}): Customer => ({
  _id,
  seq: 0,
  ids: [],
  profile: { registeredAt: at },
  tags: [],
  traits: {},
  consent: {},
  reach: {},
  follows: [],
  isTest: false,
  engagedAt: {},
  credits: {},
  slots: [],
  segments: [],
  recent: [],
  outbox: [],
  mergedFrom: [],
  createdAt: at,
  ...more,
})
const write = (more: Partial<JournalWrite> = {}): JournalWrite => ({
  seq: 1,
  parts: {},
  gone: [],
  outbox: [],
  ...more,
})
const anEvent = { _id: 'e', customerId: 'a', seq: 1, name: 'n', at, receivedAt: at, props: {}, source: 's' }

it('a customer is written down once', async () => {
  const made = await Promise.all([1, 2, 3].map(() => customers.create(aCustomer('a'))))
  expect(made.filter(Boolean)).toHaveLength(1)
})

it('of two who read the same, one writes; what is gone is gone, what is said waits in the outbox', async () => {
  await customers.create(aCustomer('a', { owner: 'lilei', openTaskId: undefined }))
  const before = (await customers.find('a')) as Customer
  expect(before).not.toHaveProperty('openTaskId')
  const writes = ['x', 'y'].map((id) =>
    customers.save(before, write({ gone: ['owner'], outbox: [anEvent], mark: { list: 'recent', id } })),
  )
  expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1)
  const after = (await customers.find('a')) as Customer
  expect(after).toMatchObject({ seq: 1, rev: 1, outbox: [anEvent], recent: [expect.any(String)] })
  expect(after).not.toHaveProperty('owner')
  expect((await customers.withUnpublished(at, 10)).map(({ _id }) => _id)).toEqual(['a'])
  await customers.removeFromOutbox('a', ['e'])
  expect(await customers.withUnpublished(at, 10)).toEqual([])
})

it('a part that is undefined in a write stays as it was', async () => {
  await customers.create(aCustomer('a', { owner: 'lilei' }))
  const before = (await customers.find('a')) as Customer
  await customers.save(before, write({ parts: { owner: undefined, unionid: 's' } }))
  expect(await customers.find('a')).toMatchObject({ owner: 'lilei', unionid: 's' })
})

it('a merge takes over what others wrote meanwhile, or is computed anew', async () => {
  await customers.create(aCustomer('winner'))
  await customers.create(
    aCustomer('loser', { slots: [{ touch: 't', at }], segments: ['g'], openTaskId: 'task' }),
  )
  expect(await customers.intendMerge('winner', 'loser')).toBe(true)
  expect((await customers.inMerge(10)).map(({ _id }) => _id)).toEqual(['winner'])
  const loser = (await customers.find('loser')) as Customer
  expect(await customers.markMerged(loser, 'winner')).toBe(true)
  expect(await customers.save(loser, write())).toBe(false)
  const winner = (await customers.find('winner')) as Customer
  const takeover = {
    loserId: 'loser',
    mergedFrom: ['loser'],
    slots: loser.slots,
    segments: loser.segments,
    openTaskId: 'task',
    recent: [],
    causes: [],
  }
  const both = [1, 2].map(() => customers.takeOver(winner, write(), takeover))
  expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
  expect(await customers.find('winner')).toMatchObject({
    mergedFrom: ['loser'],
    merging: [],
    slots: loser.slots,
    segments: ['g'],
    openTaskId: 'task',
  })
})

it('one task is open at a time, also through a merge', async () => {
  await customers.create(aCustomer('a'))
  await customers.create(aCustomer('old', { mergedInto: 'a' }))
  const holders = await Promise.all(['t1', 't2'].map((task) => customers.claimOpenTask('old', task)))
  expect(new Set(holders).size).toBe(1)
  await customers.releaseOpenTask('old', 'another')
  expect(await customers.claimOpenTask('a', 't3')).toBe(holders[0])
  await customers.releaseOpenTask('old', holders[0] as string)
  expect(await customers.claimOpenTask('a', 't3')).toBe('t3')
})

it('entering and leaving a live segment is told once, and counted', async () => {
  await customers.create(aCustomer('a'))
  const joined = await Promise.all([1, 2].map(() => customers.joinSegment('a', 'g')))
  expect(joined.filter(Boolean)).toHaveLength(1)
  expect([await customers.leaveSegment('a', 'g'), await customers.leaveSegment('a', 'g')]).toEqual([
    true,
    false,
  ])
  expect(await customers.find('a')).toMatchObject({ segments: [], segmentMoves: { g: 2 } })
})
