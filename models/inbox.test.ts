import { afterAll, beforeEach, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
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

const idsDue = async (now: Date, limit: number) => (await inbox.due(now, at(0), limit)).map(({ _id }) => _id)

it('the same thing delivered twice is stored once, beside others or alone', async () => {
  const stored = await Promise.all(['b', 'c', 'd'].map((id) => inbox.insert([aRecord(id), aRecord('a')])))
  expect(stored.flatMap((ids) => [...ids]).toSorted()).toEqual(['a', 'b', 'c', 'd'])
})

it('a due record is claimed by one, again after the lease, and counts each try', async () => {
  await inbox.insert([aRecord('a')])
  expect(await inbox.claim('a', 'early', at(-1), at(5))).toBeNull()
  const claims = await Promise.all(['x', 'y', 'z'].map((token) => inbox.claim('a', token, at(1), at(5))))
  expect(claims.filter((claim) => claim !== null)).toMatchObject([{ tries: 1, dueAt: at(5) }])
  expect(await inbox.claim('a', 'later', at(6), at(9))).toMatchObject({ tries: 2, lease: 'later' })
})

it('only who holds it closes or postpones it', async () => {
  await inbox.insert([aRecord('a')])
  await inbox.claim('a', 'mine', at(1), at(5))
  expect(await inbox.close(['a'], 'not mine', 'done')).toBe(0)
  expect(await inbox.postpone('a', 'mine', at(30), 'why')).toBe(true)
  expect(await inbox.find('a')).toMatchObject({ state: 'received', lease: null, dueAt: at(30), note: 'why' })
  await inbox.claim('a', 'again', at(31), at(40))
  expect(await inbox.close(['a', 'b'], 'again', 'done')).toBe(1)
  expect(await inbox.find('a')).toMatchObject({ state: 'done', expiresAt: expect.any(Date), note: 'why' })
  expect(await inbox.claim('a', 'x', at(50), at(60))).toBeNull()
})

it('what is held longer is not due meanwhile; what was lost is not held', async () => {
  await inbox.insert(['a', 'b'].map((id) => aRecord(id)))
  await inbox.claim('a', 'mine', at(1), at(2))
  await inbox.keep(['a', 'b'], 'mine', at(20))
  expect(await idsDue(at(3), 10)).toEqual(['b'])
  expect(await inbox.nextDueAt()).toEqual(at(0))
})

it('what is given back is due at once, as if it had not been taken; what was lost is not given back', async () => {
  await inbox.insert(['a', 'b'].map((id) => aRecord(id, at(1))))
  await inbox.claim('a', 'mine', at(1), at(9))
  await inbox.claim('b', 'another', at(1), at(9))
  await inbox.giveBack(['a', 'b'], 'mine', at(2))
  expect(await idsDue(at(2), 10)).toEqual(['a'])
  expect(await inbox.find('a')).toMatchObject({ lease: null, tries: 0 })
})

it('of more than is asked for, what cannot wait goes first, the newest of it first', async () => {
  const urgent = (id: string, second: number, end: number) => ({
    ...aRecord(id, at(second)),
    urgentUntil: at(end),
  })
  await inbox.insert([aRecord('old', at(1)), aRecord('new', at(4)), urgent('over', 2, 5)])
  await inbox.insert([urgent('first', 3, 40), urgent('last', 5, 40)])
  expect(await idsDue(at(6), 10)).toEqual(['old', 'over', 'first', 'new', 'last'])
  expect(await idsDue(at(6), 3)).toEqual(['last', 'first', 'old'])
})

it('counts by state, and knows the earliest due first', async () => {
  for (const [id, second] of [
    ['c', 3],
    ['a', 1],
    ['b', 2],
  ] as const)
    await inbox.insert([aRecord(id, at(second))])
  expect(await idsDue(at(2), 10)).toEqual(['a', 'b'])
  await inbox.claim('a', 'l', at(1), at(5))
  await inbox.close(['a'], 'l', 'ignored')
  expect(await inbox.countByState()).toEqual({ received: 2, done: 0, failed: 0, ignored: 1 })
})
