import { afterAll, beforeAll, expect, it } from 'vitest'
import { aTouch } from '../test/testing/a-touch.ts'
import { testDatabase } from '../test/testing/database.ts'
import { documentsRead } from '../test/testing/store-commands.ts'
import { mendIndexes } from './indexes.ts'
import type { Touch } from './touch.ts'
import { createTouchFigures } from './touch-figures.ts'
import { createTouchStore } from './touches.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const { connection } = db
const figures = createTouchFigures(connection)

const now = new Date('2026-03-02T09:00:00Z')
const many = 300
const idOf = (n: number) => `j:${String(n).padStart(4, '0')}`
const without = (reason: string, more: Partial<Touch> = {}): Partial<Touch> => ({
  state: 'skipped',
  channel: undefined,
  sentAt: undefined,
  decisions: [{ at: now, gate: 'identity', verdict: 'skip', reason }],
  ...more,
})

beforeAll(async () => {
  await mendIndexes(connection)
  const touches = createTouchStore(connection)
  for (let n = 0; n < many; n += 1) await touches.insert(aTouch(idOf(n), now))
  await touches.insert(aTouch(idOf(many), now, without('noIdentity')))
  await touches.insert(aTouch(idOf(many + 1), now, without('noIdentity', { stepId: 'other' })))
  await touches.insert(aTouch(idOf(many + 2), now, without('noConsent')))
  await touches.insert(aTouch(idOf(many + 3), now, without('noIdentity', { isTest: true })))
})

const ids = async (page: ReturnType<typeof figures.page>) => (await page).items.map(({ _id }) => _id)

it('a rare reason among many messages is found without reading the many', async () => {
  const look = { states: ['skipped'] as const, reason: 'noIdentity' }
  const first = () => figures.page('j', look, { limit: 20 })
  expect(await ids(first())).toEqual([idOf(many), idOf(many + 1)])
  expect(await documentsRead(connection, first)).toBeLessThan(5)
})

it('whoever nobody is, is known without reading one', async () => {
  const none = () => figures.page('j', { states: ['unknown'] }, { limit: 20 })
  expect(await ids(none())).toEqual([])
  expect(await documentsRead(connection, none)).toBe(0)
})

it('pages of a rare state go on behind the last, over all its reasons', async () => {
  const look = { states: ['skipped', 'failed'] as const }
  const first = await figures.page('j', look, { limit: 2 })
  expect(first.items.map(({ _id }) => _id)).toEqual([idOf(many), idOf(many + 1)])
  const second = await figures.page('j', look, { limit: 2, after: first.next ?? '' })
  expect(second).toMatchObject({ items: [{ _id: idOf(many + 2) }], next: null })
})

it('a step, a day and a channel narrow it, however many there are', async () => {
  const look = { states: ['skipped'] as const, stepId: 'other' }
  expect(await ids(figures.page('j', look, { limit: 20 }))).toEqual([idOf(many + 1)])
  const later = new Date(now.getTime() + 1)
  expect(await ids(figures.page('j', { states: ['skipped'], since: later }, { limit: 20 }))).toEqual([])
  expect(await ids(figures.page('j', { states: ['sent'], channel: 'sms' }, { limit: 2 }))).toEqual([
    idOf(0),
    idOf(1),
  ])
  expect(await ids(figures.page('j', { states: ['sent'], channel: 'email' }, { limit: 2 }))).toEqual([])
})
