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

const insert = (...ids: string[]) => inbox.insert(ids.map((id) => aRecord(id)))
const dueIds = async (now: Date, limit: number) => (await inbox.due(now, at(0), limit)).map(({ _id }) => _id)

it('the same thing delivered twice is stored once', async () => {
  const stored = await Promise.all([1, 2, 3].map(() => insert('a')))
  expect(stored.flatMap((ids) => [...ids])).toEqual(['a'])
  expect(await insert('a', 'b')).toEqual(new Set(['b']))
})

it('a due record is claimed by one, again after the lease, and counts each try', async () => {
  await insert('a')
  expect(await inbox.claim('a', 'early', at(-1), at(5))).toBeNull()
  const claims = await Promise.all(['x', 'y', 'z'].map((token) => inbox.claim('a', token, at(1), at(5))))
  expect(claims.filter((claim) => claim !== null)).toMatchObject([{ tries: 1, dueAt: at(5) }])
  expect(await inbox.claim('a', 'later', at(6), at(9))).toMatchObject({ tries: 2, lease: 'later' })
})

it('only who holds it closes or postpones it', async () => {
  await insert('a', 'b')
  await inbox.claim('a', 'mine', at(1), at(5))
  expect(await inbox.close(['a', 'b'], 'not mine', 'done')).toBe(0)
  expect(await inbox.postpone('a', 'mine', at(30), 'why')).toBe(true)
  expect(await inbox.find('a')).toMatchObject({ state: 'received', lease: null, dueAt: at(30), note: 'why' })
  await inbox.claim('a', 'again', at(31), at(40))
  expect(await inbox.close(['a', 'b'], 'again', 'done')).toBe(1)
  expect(await inbox.find('a')).toMatchObject({ state: 'done', expiresAt: expect.any(Date), note: 'why' })
  expect(await inbox.claim('a', 'x', at(50), at(60))).toBeNull()
})

it('what is held longer is not due meanwhile; what was lost is not held', async () => {
  await insert('a', 'b')
  await inbox.claim('a', 'mine', at(1), at(2))
  await inbox.keep(['a', 'b'], 'mine', at(20))
  expect(await dueIds(at(3), 10)).toEqual(['b'])
  expect(await inbox.nextDueAt()).toEqual(at(0))
})

it('what is given back undone is due at once, and not counted as a try', async () => {
  await insert('a')
  await inbox.claim('a', 'mine', at(1), at(9))
  await inbox.giveBack(['a'], 'not mine', at(2))
  expect(await dueIds(at(3), 10)).toEqual([])
  await inbox.giveBack(['a'], 'mine', at(2))
  expect(await inbox.claim('a', 'next', at(3), at(9))).toMatchObject({ tries: 1 })
})

it('of more than a page, what cannot wait goes first, newest first', async () => {
  const urgent = (id: string, second: number) => ({
    ...aRecord(id, at(second)),
    urgentUntil: at(second + 18),
  })
  await inbox.insert([aRecord('a', at(1)), aRecord('b', at(2)), urgent('c', 3), urgent('d', 4)])
  expect(await dueIds(at(5), 10)).toEqual(['a', 'b', 'c', 'd'])
  expect(await dueIds(at(5), 3)).toEqual(['d', 'c', 'a'])
  expect(await dueIds(at(30), 3)).toEqual(['a', 'b', 'c'])
})

it('counts by state', async () => {
  await insert('a', 'b', 'c')
  await inbox.claim('a', 'l', at(1), at(5))
  await inbox.close(['a'], 'l', 'ignored')
  expect(await inbox.countByState()).toEqual({ received: 2, done: 0, failed: 0, ignored: 1 })
})
