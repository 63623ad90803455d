import { afterAll, beforeEach, expect, it } from 'vitest'
import { testDatabase } from '../test/setup/database.ts'
import { createInboxStore, type InboxRecord } from './inbox.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const inbox = createInboxStore(db.connection)
beforeEach(async () => void (await db.connection.collection('inbox').deleteMany({})))

const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, second))
const aRecord = (_id: string, dueAt = at(0)): InboxRecord => ({
  _id,
  source: 's',
  kind: 'k',
  at: at(0),
  receivedAt: at(0),
  state: 'received',
  tries: 0,
  dueAt,
  lease: null,
  payload: { kid: 'k', ct: 'c' },
})

it('the same thing delivered twice is stored once', async () => {
  const stored = await Promise.all([1, 2, 3].map(() => inbox.insert(aRecord('a'))))
  expect(stored.filter(Boolean)).toHaveLength(1)
})

it('a due record is claimed by one, again after the lease, and counts each try', async () => {
  await inbox.insert(aRecord('a'))
  expect(await inbox.claim('a', 'early', at(-1), at(5))).toBeNull()
  const claims = await Promise.all(['x', 'y', 'z'].map((token) => inbox.claim('a', token, at(1), at(5))))
  expect(claims.filter((claim) => claim !== null)).toMatchObject([{ tries: 1, dueAt: at(5) }])
  expect(await inbox.claim('a', 'later', at(6), at(9))).toMatchObject({ tries: 2, lease: 'later' })
})

it('only who holds it closes or postpones it', async () => {
  await inbox.insert(aRecord('a'))
  await inbox.claim('a', 'mine', at(1), at(5))
  expect(await inbox.close('a', 'not mine', 'done')).toBe(false)
  expect(await inbox.postpone('a', 'mine', at(30), 'why')).toBe(true)
  expect(await inbox.find('a')).toMatchObject({ state: 'received', lease: null, dueAt: at(30), note: 'why' })
  await inbox.claim('a', 'again', at(31), at(40))
  expect(await inbox.close('a', 'again', 'done')).toBe(true)
  expect(await inbox.find('a')).toMatchObject({ state: 'done', expiresAt: expect.any(Date), note: 'why' })
  expect(await inbox.claim('a', 'x', at(50), at(60))).toBeNull()
})

it('what is held longer is not due meanwhile; what was lost is not held', async () => {
  for (const id of ['a', 'b']) await inbox.insert(aRecord(id))
  await inbox.claim('a', 'la', at(1), at(2))
  await inbox.keep(
    new Map([
      ['a', 'la'],
      ['b', 'lb'],
    ]),
    at(20),
  )
  expect(await inbox.due(at(3), 10)).toEqual(['b'])
  expect(await inbox.nextDueAt()).toEqual(at(0))
})

it('counts by state, and knows the earliest due first', async () => {
  for (const [id, second] of [
    ['c', 3],
    ['a', 1],
    ['b', 2],
  ] as const)
    await inbox.insert(aRecord(id, at(second)))
  expect(await inbox.due(at(2), 10)).toEqual(['a', 'b'])
  await inbox.claim('a', 'l', at(1), at(5))
  await inbox.close('a', 'l', 'ignored')
  expect(await inbox.countByState()).toEqual({ received: 2, done: 0, failed: 0, ignored: 1 })
})
