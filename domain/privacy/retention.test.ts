import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agingCollections, createOldRecords, type OldRecords } from '../../models/old-records.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { aRun } from '../../test/testing/a-run.ts'
import { aTouch } from '../../test/testing/a-touch.ts'
import { type MovableClock, movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { defaultRetention, type RetentionRules } from '../language/retention-rules.ts'
import { settingsSchema } from '../language/settings.ts'
import { silentLog } from '../log.ts'
import { holdings } from './holdings.ts'
import { createRetention } from './retention.ts'

const dayMs = 86_400_000
const unhurried = { shouldStop: () => false, touch: async () => undefined }

let database: TestDatabase
let clock: MovableClock
/** The machine's; raw callbacks alone go by it. */
let realClock: MovableClock
let stores: ReturnType<typeof wireStores>
let rules: RetentionRules
beforeEach(async () => {
  database = await testDatabase()
  stores = wireStores(database.connection)
  clock = movableClock()
  realClock = movableClock()
  rules = defaultRetention
})
afterEach(() => database.drop())

const collection = (name: string) => database.connection.db!.collection<{ _id: string }>(name)
const idsIn = async (name: string) =>
  (await collection(name).find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)
const ago = (days: number) => new Date(clock.now().getTime() - days * dayMs)

function retention(records: OldRecords = createOldRecords(database.connection), batch?: number) {
  const deps = { days: stores.retentionDays, records, rules: () => rules, clock, realClock, log: silentLog }
  return createRetention({ ...deps, ...(batch !== undefined && { batch }) })
}

/** The night after: everything that is due. */
async function night(one = retention()): Promise<void> {
  const due = await one.nextAt()
  if (due > clock.now()) clock.set(due)
  await one.advance(unhurried)
}

const removedOn = async (n = 0) => (await stores.retentionDays.list(10))[n]?.removed

/** Raw, and dealt with then, by the machine's time. */
const aCallback = (_id: string, dealtWith: Date) =>
  collection('inbox').insertOne({ _id, expiresAt: new Date(dealtWith.getTime() + 30 * dayMs) } as never)

async function anEvent(_id: string, receivedAt: Date, more: object = {}) {
  await collection('events').insertOne({
    ...{ _id, customerId: 'c_1', name: 'page.viewed', at: receivedAt, receivedAt, props: {}, source: 'x' },
    ...more,
  } as never)
}
const endedRun = (_id: string, endedAt: Date, more: object = {}) =>
  collection('runs').insertOne({
    ...aRun(_id, new Date(endedAt.getTime() - dayMs)),
    ...{ state: 'ended', endedAt, endReason: 'completed', untold: [] },
    ...more,
  } as never)
const aTaskOf = (_id: string, more: object) =>
  collection('tasks').insertOne({ _id, customerId: 'c_1', code: _id, createdAt: ago(900), ...more } as never)

describe('what is past its time goes in the night', () => {
  it('events go after 400 days, those somebody still waits for do not', async () => {
    await anEvent('old', ago(401))
    await anEvent('young', ago(398))
    await anEvent('open', ago(401), { open: true, openSince: ago(401) })
    await night()
    expect(await idsIn('events')).toEqual(['open', 'young'])
  })

  it('runs go 400 days after their end, never while one is on its way or its end is untold', async () => {
    await endedRun('j:c_1:1', ago(401))
    await endedRun('j:c_2:1', ago(398))
    await endedRun('j:c_3:1', ago(401), { untold: ['ended'] })
    await collection('runs').insertOne(aRun('j:c_4:1', ago(800)) as never)
    await endedRun('j:c_5:1', ago(401), { goalMetAt: ago(380) })
    await collection('entries').insertOne({
      _id: 'j:c_1',
      journeyId: 'j',
      customerId: 'c_1',
      count: 1,
    } as never)
    await night()
    expect(await idsIn('runs')).toEqual(['j:c_2:1', 'j:c_3:1', 'j:c_4:1', 'j:c_5:1'])
    // How often somebody entered is still known: nobody enters twice because the first time was long ago.
    expect(await idsIn('entries')).toEqual(['j:c_1'])
  })

  it('messages go with their links, one that counts in a younger figure does not', async () => {
    await collection('touches').insertMany([
      { ...aTouch('old', ago(401)), countedAt: ago(401) },
      { ...aTouch('late', ago(401)), countedAt: ago(380) },
      { ...aTouch('young', ago(398)), countedAt: ago(398) },
    ] as never)
    await collection('links').insertMany([
      { _id: 'l1', touchId: 'old', createdAt: ago(401) },
      { _id: 'l2', touchId: 'young', createdAt: ago(398) },
    ] as never)
    await night()
    expect(await idsIn('touches')).toEqual(['late', 'young'])
    expect(await idsIn('links')).toEqual(['l2'])
  })

  it('follow-ups go 400 days after they were finished, and their short codes with them', async () => {
    await aTaskOf('t1', { state: 'done', doneAt: ago(401) })
    await aTaskOf('t2', { state: 'done', doneAt: ago(398) })
    await aTaskOf('t3', { state: 'accepted' })
    await aTaskOf('t4', { state: 'joined', joinedTo: 't1' })
    for (const task of ['t1', 't2', 't3']) await stores.tasks.takeCode(`code-${task}`, task)
    await night()
    expect(await idsIn('tasks')).toEqual(['t2', 't3'])
    expect(await idsIn('taskCodes')).toEqual(['code-t2', 'code-t3'])
    expect(await removedOn()).toEqual({ tasks: 2, taskCodes: 1 })
  })

  it('raw callbacks by the time of the machine, as the store lets them go', async () => {
    await aCallback('i1', clock.now())
    clock.advance(40 * dayMs)
    await night()
    expect(await idsIn('inbox')).toEqual(['i1'])
    realClock.advance(31 * dayMs)
    await night()
    expect(await idsIn('inbox')).toEqual([])
  })

  it('as the company has set it: records for longer, raw callbacks for a shorter time', async () => {
    rules = { recordDays: 730, taskDays: 400, callbackDays: 7 }
    await anEvent('e1', ago(500))
    await aCallback('i1', ago(9))
    await aCallback('i2', ago(5))
    await night()
    expect(await idsIn('events')).toEqual(['e1'])
    expect(await idsIn('inbox')).toEqual(['i2'])
  })

  it('a company sets no time within which rules would find nothing any more', () => {
    const written = (retention: object) =>
      settingsSchema.safeParse({ settings: 'company', name: '公司', retention }).success
    expect(written({ recordDays: 400, taskDays: 1_830, callbackDays: 7 })).toBe(true)
    expect(written({ recordDays: 399 })).toBe(false)
    expect(written({ taskDays: 2_000 })).toBe(false)
    expect(written({ callbackDays: 3 })).toBe(false)
  })

  it('no hour is marked to be counted anew: figures older than their records stay as they were', async () => {
    await endedRun('j:c_1:1', ago(401))
    await night()
    expect(await removedOn()).toEqual({ runs: 1 })
    expect(await collection('rollupHours').countDocuments()).toBe(0)
  })
})

describe('the report', () => {
  it('says for each day what went of which collection, a day on which nothing did included', async () => {
    for (const n of [1, 2, 3]) await anEvent(`e${n}`, ago(401))
    await anEvent('tomorrow', ago(399.5))
    await endedRun('j:c_1:1', ago(401))
    await night(retention(undefined, 2))
    await night()
    await night()
    expect(
      (await stores.retentionDays.list(10)).map(({ _id, removed, endedAt }) => [
        _id,
        removed,
        endedAt !== undefined,
      ]),
    ).toEqual([
      ['2026-03-04', {}, true],
      ['2026-03-03', { events: 1 }, true],
      ['2026-03-02', { events: 3, runs: 1 }, true],
    ])
  })

  it('is due once a night at 05:10, and catches up in one night what several left', async () => {
    await night()
    expect(await retention().nextAt()).toEqual(new Date('2026-03-03T05:10:00+08:00'))
    clock.advance(30 * dayMs)
    await anEvent('e1', ago(401))
    await retention().advance(unhurried)
    expect(await removedOn()).toEqual({ events: 1 })
  })
})

describe('a process that is killed in the middle', () => {
  const killed = new Error('killed')

  it.each<[when: string, dying: (records: OldRecords) => OldRecords]>([
    ['before they go', (records) => ({ ...records, remove: () => Promise.reject(killed) })],
    [
      'after they went and before they are counted',
      (records) => ({
        ...records,
        async remove(removal) {
          await records.remove(removal)
          throw killed
        },
      }),
    ],
  ])('%s leaves nothing out, and counts nothing twice', async (_, dying) => {
    for (const n of [1, 2, 3]) await anEvent(`e${n}`, ago(401))
    await aTaskOf('t1', { state: 'done', doneAt: ago(401) })
    await stores.tasks.takeCode('code', 't1')
    const records = createOldRecords(database.connection)
    await expect(retention(dying(records), 2).advance(unhurried)).rejects.toBe(killed)
    expect(await retention().nextAt()).toEqual(clock.now())
    await retention(records, 2).advance(unhurried)
    expect(await idsIn('events')).toEqual([])
    expect(await idsIn('taskCodes')).toEqual([])
    expect(await removedOn()).toEqual({ events: 3, tasks: 1, taskCodes: 1 })
  })

  it('two at once delete and count the same as one', async () => {
    for (const n of [1, 2, 3, 4, 5]) await anEvent(`e${n}`, ago(401))
    await Promise.all([1, 2, 3].map(() => retention(undefined, 2).advance(unhurried)))
    expect(await idsIn('events')).toEqual([])
    expect(await removedOn()).toEqual({ events: 5 })
  })

  it('stops between batches when it is asked to, and goes on from there', async () => {
    for (const n of [1, 2, 3]) await anEvent(`e${n}`, ago(401))
    let left = 1
    const hurried = { ...unhurried, shouldStop: () => left-- <= 0 }
    expect(await retention(undefined, 2).advance(hurried)).toEqual({ isThrough: false })
    expect(await idsIn('events')).toHaveLength(1)
    expect(await retention().advance(unhurried)).toEqual({ isThrough: true })
    expect(await removedOn()).toEqual({ events: 3 })
  })
})

it('every collection that says how many days it is kept is carried out, by the store or each night', () => {
  const timed = Object.entries(holdings).filter(([, { kept }]) => typeof kept === 'object')
  const undone = timed.filter(([name, { setBy }]) => {
    const model = database.connection.models[name]
    const goesByItself = model?.schema
      .indexes()
      .some(([, options]) => options?.expireAfterSeconds !== undefined)
    const period = agingCollections[name]
    // A time the company sets is carried out by the job that knows it.
    return setBy === undefined ? !goesByItself : period === undefined
  })
  expect(timed.length).toBeGreaterThan(15)
  expect(undone.map(([name]) => name)).toEqual([])
})
