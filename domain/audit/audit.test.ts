import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createDefinitionStore, type Head } from '../../models/definitions.ts'
import type { EventRecord } from '../../models/events.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import { createMappingStore, type Mapping } from '../../models/mappings.ts'
import { createProcessStore } from '../../models/processes.ts'
import { createShippingReportStore } from '../../models/shipping-reports.ts'
import { createStuckWork } from '../../models/stuck-work.ts'
import type { Task } from '../../models/tasks.ts'
import type { Touch } from '../../models/touch.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { createAudit } from './create-audit.ts'
import { type StuckDeps, stuckKinds } from './stuck-kinds.ts'

const minuteMs = 60_000
let db: TestDatabase
let clock: ReturnType<typeof movableClock>
let heads: Partial<Head>[]
let due: Awaited<ReturnType<StuckDeps['dueSteps']>>

beforeEach(async () => {
  db = await testDatabase()
  clock = movableClock()
  heads = []
  due = []
  onTestFinished(() => db.drop())
})

const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * minuteMs)
/** Puts a document into the store as no code of ours would leave it. */
const plant = (collection: string, document: object) =>
  db.connection.collection<{ _id: string }>(collection).insertOne(document as { _id: string })
const stored = <T>(collection: string, _id: string) =>
  db.connection.collection<{ _id: string }>(collection).findOne({ _id }) as unknown as Promise<T | null>
const kinds = () =>
  stuckKinds({
    work: createStuckWork(db.connection),
    mappings: createMappingStore(db.connection),
    shippingReports: createShippingReportStore(db.connection),
    definitions: createDefinitionStore(db.connection),
    processes: createProcessStore(db.connection),
    published: { snapshot: () => ({ heads: heads as Head[] }) },
    dueSteps: async (until) => due.filter(({ dueAt }) => dueAt <= until),
  })
const auditor = () => createAudit({ kinds: kinds(), clock })
/** One look that repairs, or two: what cannot be repaired is named at the second. */
async function audit() {
  const look = auditor()
  const first = await look()
  return Object.keys(first.repaired).length > 0 ? first : look()
}
const nothing = { repaired: {}, stuck: {} }

it('finds nothing where nothing stands still', async () => {
  expect(await audit()).toEqual(nothing)
})

describe('repaired: it goes on from there, and is not found again', () => {
  it.each<Touch['state']>(['planned', 'reserved', 'sending', 'deferred'])(
    'a touch that is %s and that no sweep looks at',
    async (state) => {
      await plant('touches', { _id: 't', state, rev: 3, createdAt: ago(60) })
      await plant('touches', { _id: 'settled', state: 'sent', rev: 3, createdAt: ago(60) })
      expect(await audit()).toEqual({ repaired: { 'touch.unwatched': ['t'] }, stuck: {} })
      // Whoever has it in hand after all meets a later rev.
      expect(await stored<Touch>('touches', 't')).toMatchObject({
        rev: 4,
        sweepAt: new Date(clock.now().getTime() + minuteMs),
      })
      expect(await audit()).toEqual(nothing)
    },
  )

  it('an event somebody is still to be told of', async () => {
    await plant('events', { _id: 'e', open: true, name: 'order.paid' })
    expect((await audit()).repaired).toEqual({ 'event.unwatched': ['e'] })
    expect(await stored<EventRecord>('events', 'e')).toMatchObject({ openSince: clock.now() })
    expect(await audit()).toEqual(nothing)
  })

  it.each<Task['state']>(['planned', 'offered'])(
    'a task that is %s and nobody is looked for',
    async (state) => {
      await plant('tasks', { _id: 'k', state, rev: 0 })
      await plant('tasks', { _id: 'done', state: 'done', rev: 0 })
      expect((await audit()).repaired).toEqual({ 'task.unwatched': ['k'] })
      expect(await stored<Task>('tasks', 'k')).toMatchObject({ dueAt: clock.now(), rev: 1 })
      expect(await audit()).toEqual(nothing)
    },
  )
})

describe('moved by somebody between the look and the repair', () => {
  const open = {
    touch: { _id: 'x', state: 'planned', rev: 3 },
    event: { _id: 'x', open: true, name: 'order.paid' },
    task: { _id: 'x', state: 'offered', rev: 3 },
  }
  const later = new Date('2026-03-09T09:00:00+08:00')

  it.each<[keyof typeof open, object, string]>([
    ['touch', { state: 'sent' }, 'settled'],
    ['touch', { sweepAt: later }, 'watched again'],
    ['event', { open: false }, 'settled'],
    ['event', { openSince: later }, 'watched again'],
    ['task', { state: 'accepted' }, 'settled'],
    ['task', { dueAt: later }, 'watched again'],
  ])('%s %o: %s, it is left as it is, and not called repaired', async (what, move) => {
    const moved = { ...open[what], ...move }
    const collection = { touch: 'touches', event: 'events', task: 'tasks' }[what]
    await plant(collection, open[what])
    const racing = kinds().map((kind) => ({
      ...kind,
      async find(now: Date, limit: number) {
        const found = await kind.find(now, limit)
        if (found.includes('x'))
          await db.connection.collection<{ _id: string }>(collection).replaceOne({ _id: 'x' }, moved)
        return found
      },
    }))
    expect(kinds().map(({ name }) => name)).toContain(`${what}.unwatched`)
    expect((await createAudit({ kinds: racing, clock })()).repaired).toEqual({})
    expect(await stored(collection, 'x')).toEqual(moved)
  })
})

describe('reported by name, once it has waited for longer than anybody should', () => {
  it('and is found twice in a row: whoever starts takes up what lay there while nobody ran', async () => {
    const look = auditor()
    due = [{ versionId: 'j@1', stepId: 'rest', shard: 0, dueAt: ago(60) }]
    expect(await look()).toEqual(nothing)
    const taken = due.splice(0)
    expect(await look()).toEqual(nothing)
    due = taken
    expect(await look()).toEqual(nothing)
    expect((await look()).stuck).toEqual({ 'run.overdue': ['j@1 rest'] })
  })

  it('people at a step whom no worker takes', async () => {
    due = [{ versionId: 'j@1', stepId: 'rest', shard: 0, dueAt: ago(9) }]
    expect(await audit()).toEqual(nothing)
    due = [0, 1].map((shard) => ({ versionId: 'j@1', stepId: 'rest', shard, dueAt: ago(10) }))
    expect((await audit()).stuck).toEqual({ 'run.overdue': ['j@1 rest'] })
  })

  it('a touch the sweep does not take', async () => {
    await plant('touches', { _id: 't', state: 'deferred', sweepAt: ago(9), rev: 0 })
    expect(await audit()).toEqual(nothing)
    clock.advance(minuteMs)
    expect((await audit()).stuck).toEqual({ 'touch.overdue': ['t'] })
  })

  it('an event that fails again and again', async () => {
    await plant('events', { _id: 'e', open: true, openSince: ago(0), tries: 4, name: 'order.paid' })
    expect(await audit()).toEqual(nothing)
    await plant('events', { _id: 'worse', open: true, openSince: ago(0), tries: 5, name: 'order.paid' })
    expect((await audit()).stuck).toEqual({ 'event.failing': ['worse'] })
  })

  it('an inbox record that failed, and one that nobody takes', async () => {
    const records: Partial<InboxRecord>[] = [
      { _id: 'failed', state: 'failed', dueAt: ago(0) },
      { _id: 'waiting', state: 'received', dueAt: ago(10) },
      { _id: 'soon', state: 'received', dueAt: ago(9) },
    ]
    for (const record of records) await plant('inbox', record)
    expect((await audit()).stuck).toEqual({ 'inbox.failed': ['failed'], 'inbox.overdue': ['waiting'] })
  })

  it('a journey that does not come to the end of resuming', async () => {
    heads = [
      { key: 'journey:slow', state: 'resuming', resumedAt: ago(10) },
      { key: 'journey:fresh', state: 'resuming', resumedAt: ago(9) },
      { key: 'journey:paused', state: 'paused' },
    ]
    expect((await audit()).stuck).toEqual({ 'journey.resuming': ['journey:slow'] })
  })

  it('people who are still to be moved to another version', async () => {
    const mapping: Partial<Mapping> = {
      _id: 'j@1-2',
      journeyId: 'j',
      from: 1,
      to: 2,
      publication: 7,
      moved: 0,
    }
    await plant('mappings', mapping)
    await plant('publications', { _id: 7, at: ago(9) })
    expect(await audit()).toEqual(nothing)
    clock.advance(minuteMs)
    expect((await audit()).stuck).toEqual({ 'mapping.open': ['j@1-2'] })
  })

  it('a process that does not act on the last publication', async () => {
    const processes = createProcessStore(db.connection)
    await processes.announce({ id: 'late', role: 'worker', shared: true, publication: 6 })
    await processes.announce({ id: 'up', role: 'web', shared: true, publication: 7 })
    await plant('publications', { _id: 7, at: clock.now() })
    expect(await audit()).toEqual(nothing)
    clock.advance(10_000)
    expect((await audit()).stuck['process.behind']).toHaveLength(1)
  })
})
