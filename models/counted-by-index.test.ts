import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRun } from '../test/testing/a-run.ts'
import { aTouch } from '../test/testing/a-touch.ts'
import { testDatabase } from '../test/testing/database.ts'
import { documentsRead } from '../test/testing/store-commands.ts'
import { createCouponStore } from './coupons.ts'
import { createCustomerLists } from './customer-lists.ts'
import { mendIndexes } from './indexes.ts'
import { createRunFigures } from './run-figures.ts'
import { createRunPlaces } from './run-places.ts'
import { createStandingRuns } from './standing-runs.ts'
import { createTodayFigures } from './today-figures.ts'
import type { Touch } from './touch.ts'
import { createTouchFigures } from './touch-figures.ts'
import { createTouchStore } from './touches.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const { connection } = db
const runFigures = createRunFigures(connection)
const places = createRunPlaces(connection)
const standing = createStandingRuns(connection)
const today = createTodayFigures(connection)
const touchFigures = createTouchFigures(connection)
const lists = createCustomerLists(connection)
const touches = createTouchStore(connection)
const coupons = createCouponStore(connection)

const dayMs = 86_400_000
const now = new Date('2026-03-02T09:00:00Z')
const day = (ago: number) => new Date(now.getTime() - ago * dayMs)
const reason = (gate: string, why: string) => ({
  at: now,
  gate,
  verdict: 'skip' as const,
  reason: why,
})

const skipped = (why: string): Partial<Touch> => ({
  state: 'skipped',
  sentAt: undefined,
  decisions: [reason('identity', 'ok'), reason('consent', why)],
})

beforeAll(async () => {
  await mendIndexes(connection)
  await connection
    .collection<{ _id: string }>('runs')
    .insertMany([
      aRun('a', now),
      aRun('b', now, { stepId: 't' }),
      aRun('older', day(40), { versionId: 'j@2' }),
      aRun('test', now, { isTest: true }),
      aRun('over', day(2), { state: 'ended', endReason: 'completed', goalMetAt: day(1) }),
      aRun('left', day(2), { state: 'ended', endReason: 'order.paid' }),
      aRun('other', now, { journeyId: 'k', versionId: 'k@1' }),
    ])
  for (const touch of [
    aTouch('j:1', now),
    aTouch('j:2', now, { channel: 'email', createdAt: day(40), sentAt: day(40) }),
    aTouch('j:3', now, skipped('noConsent')),
    aTouch('j:4', now, skipped('refused')),
    aTouch('j:5', now, { isTest: true }),
    aTouch('j:6', now, { ...skipped('refused'), state: 'deferred' }),
    { ...aTouch('j:1', now), _id: 'k:1', journeyId: 'k' },
  ])
    await touches.insert(touch)
  await connection.collection<{ _id: string }>('customers').insertMany([
    { _id: 'c_1', segments: ['vip', 'new'] },
    { _id: 'c_2', segments: ['vip'] },
    { _id: 'c_3', segments: ['vip'], mergedInto: 'c_2' },
    { _id: 'c_4', segments: [] },
  ] as never[])
})

/** What it gives, after it was seen that no document is read for it. */
async function fromIndexes<T>(count: () => Promise<T>): Promise<T> {
  expect(await documentsRead(connection, count)).toBe(0)
  return count()
}

describe('counted from indexes, without reading one document:', () => {
  it('who is on a journey, and where', async () => {
    expect(await fromIndexes(runFigures.countInside)).toBe(4)
    expect(await fromIndexes(() => runFigures.countActive(['j@1']))).toBe(2)
    expect(await fromIndexes(runFigures.activeByJourney)).toEqual(
      new Map([
        ['j', 3],
        ['k', 1],
      ]),
    )
    const standing = await fromIndexes(() => places.standing(['j@1', 'j@2']))
    expect(standing).toHaveLength(3)
    expect(standing).toContainEqual({ versionId: 'j@2', stepId: 's', people: 1 })
  })

  it('how runs of a version stand and ended', async () => {
    const tally = await fromIndexes(() => runFigures.tally(['j@1']))
    expect(tally).toHaveLength(4)
    expect(tally).toContainEqual({ versionId: 'j@1', stepId: 's', state: 'completed', runs: 1 })
    expect(tally).toContainEqual({ versionId: 'j@1', stepId: 't', state: 'active', runs: 1 })
  })

  it('who began lately, and who of them reached the goal', async () => {
    expect(await fromIndexes(() => runFigures.begunSince(['j', 'k'], day(3)))).toEqual({
      begun: new Map([
        ['j', 4],
        ['k', 1],
      ]),
      reached: new Map([['j', 1]]),
    })
  })

  it('who stands at a step, and on which versions', async () => {
    const step = { versionIds: ['j@1', 'j@2'], stepId: 's' }
    expect(await fromIndexes(() => standing.count(step))).toBe(2)
    expect((await fromIndexes(() => standing.inhabited(step))).sort()).toEqual(['j@1', 'j@2'])
    expect(await fromIndexes(() => places.reachedSince('j', day(3)))).toBe(1)
  })

  it('what became of the messages of a journey, and why', async () => {
    const tally = await fromIndexes(() => touchFigures.tallyOf('j'))
    const because = (state: Touch['state'], why: string) =>
      tally.find((row) => row.state === state && row.reason === why)
    expect(tally.reduce((sum, row) => sum + row.touches, 0)).toBe(5)
    expect(because('skipped', 'noConsent')).toMatchObject({ gate: 'consent', channel: 'sms', touches: 1 })
    expect(because('deferred', 'refused')).toMatchObject({ touches: 1 })
    expect(await fromIndexes(touchFigures.countDeferred)).toBe(1)
    const since = await fromIndexes(() => places.touchesSince('j', day(30)))
    expect(since).toContainEqual({ stepId: 's', state: 'sent', touches: 1 })
  })

  it('what went out today and what did not', async () => {
    expect(await fromIndexes(() => today.sentSince(day(1)))).toEqual(
      expect.arrayContaining([
        { journeyId: 'j', channel: 'sms', sent: 1 },
        { journeyId: 'k', channel: 'sms', sent: 1 },
      ]),
    )
    expect(await fromIndexes(() => today.notSentSince(day(1)))).toEqual(
      expect.arrayContaining([
        { journeyId: 'j', reason: 'noConsent', notSent: 1 },
        { journeyId: 'j', reason: 'refused', notSent: 1 },
      ]),
    )
  })

  it('how many coupons of a batch were used', async () => {
    const grant = (_id: string, more: object) => ({ _id, batchId: 'b', number: 1, ...more })
    await connection
      .collection<{ _id: string }>('coupons')
      .insertMany([
        grant('1', { state: 'redeemed' }),
        grant('2', { state: 'granted' }),
        grant('3', { state: 'redeemed', isTest: true }),
        grant('4', { state: 'redeemed', batchId: 'other' }),
      ])
    expect(await fromIndexes(() => coupons.countRedeemed('b'))).toBe(1)
  })

  it('who owns customers', async () => {
    const owned = ['zhao', 'Li', 'zhao'].map((owner, n) => ({ _id: `c_owned${n}`, owner }))
    await connection.collection<{ _id: string }>('customers').insertMany(owned as never[])
    expect(await fromIndexes(lists.owners)).toEqual(['Li', 'zhao'])
  })

  it('who is in a segment, those who became somebody else left out', async () => {
    expect(await fromIndexes(() => lists.countSegment('vip'))).toBe(2)
    await connection
      .collection<{ _id: string }>('customers')
      .updateOne({ _id: 'c_1' }, { $set: { mergedInto: 'c_2' } })
    expect(await fromIndexes(() => lists.countSegment('vip'))).toBe(1)
  })
})
