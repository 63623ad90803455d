import { afterAll, beforeEach, expect, it } from 'vitest'
import { testDatabase } from '../../test/testing/database.ts'
import type { Touch } from '../touch.ts'
import { touchStanding } from './2026-11-30-what-touches-stand-by.ts'
import { upgradeStore } from './migrate.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const touches = db.connection.collection<Touch>('touches')
beforeEach(async () => void (await touches.deleteMany({})))

const decision = (gate: string, reason: string) => ({
  at: new Date(),
  gate,
  reason,
  verdict: 'skip' as const,
})

it('touches say by which decision they stand, those too of which nothing was decided stay', async () => {
  const decided = Array.from({ length: 700 }, (_, n) => ({
    _id: `t${n}`,
    rev: 2,
    decisions: [decision('identity', 'ok'), decision('consent', `because ${n}`)],
  }))
  await touches.insertMany([...decided, { _id: 'open', rev: 0, decisions: [] }] as unknown as Touch[])
  await upgradeStore(db.connection, [touchStanding], 'me')
  const found = await touches.find({}).toArray()
  for (const { _id, standsBy } of found.filter((one) => one._id !== 'open')) {
    expect(standsBy).toEqual({ gate: 'consent', reason: `because ${_id.slice(1)}` })
  }
  expect(found.find(({ _id }) => _id === 'open')).toEqual({ _id: 'open', rev: 0, decisions: [] })
})
