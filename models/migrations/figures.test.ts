import { afterAll, beforeEach, expect, it } from 'vitest'
import { aRun } from '../../test/testing/a-run.ts'
import { aTouch } from '../../test/testing/a-touch.ts'
import { testDatabase } from '../../test/testing/database.ts'
import type { EventRecord } from '../events.ts'
import { createRollupHourStore } from '../rollup-hours.ts'
import type { Run } from '../run.ts'
import type { Touch } from '../touch.ts'
import { figuresByTheHour } from './2026-12-02-figures.ts'
import { upgradeStore } from './migrate.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const touches = db.connection.collection<Touch>('touches')
beforeEach(async () => void (await touches.deleteMany({})))

const at = (text: string) => new Date(`2026-03-02T${text}:00Z`)

it('what there is of an earlier release counts: touches say when, and every hour with something in it is marked', async () => {
  const decided = {
    at: at('11:20'),
    gate: 'consent',
    verdict: 'skip' as const,
    reason: 'refused',
    final: true,
  }
  await touches.insertMany([
    ...Array.from({ length: 700 }, (_, n) => aTouch(`t${n}`, at('09:10'))),
    aTouch('skipped', at('09:10'), { state: 'skipped', sentAt: undefined, decisions: [decided] }),
    aTouch('open', at('13:00'), { state: 'deferred', sentAt: undefined }),
  ])
  await db.connection
    .collection<Run>('runs')
    .insertOne(aRun('r', at('08:59'), { endedAt: at('10:00'), goalMetAt: at('12:30') }))
  const event = { customerId: 'c', receivedAt: at('09:00'), props: {}, source: 's' }
  await db.connection.collection<EventRecord>('events').insertMany([
    { ...event, _id: '1', name: 'message.opened', at: at('07:10') },
    { ...event, _id: '2', name: 'message.opened', at: at('07:40') },
    { ...event, _id: '3', name: 'message.opened', at: at('09:00') },
    { ...event, _id: '4', name: 'page.viewed', at: at('05:00') },
  ])

  await upgradeStore(db.connection, [figuresByTheHour], 'me')

  const of = async (_id: string) => (await touches.findOne({ _id }))?.countedAt
  expect(await of('t699')).toEqual(at('09:10'))
  expect(await of('skipped')).toEqual(at('11:20'))
  expect(await of('open')).toBeUndefined()
  const marked = (await createRollupHourStore(db.connection).open(50)).map(({ _id }) => _id).sort()
  expect(marked).toEqual([
    '2026-03-02T07:events',
    '2026-03-02T08:runs',
    '2026-03-02T09:events',
    '2026-03-02T09:touches',
    '2026-03-02T10:runs',
    '2026-03-02T11:touches',
    '2026-03-02T12:runs',
  ])
})
