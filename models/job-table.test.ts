import { ObjectId } from 'mongodb'
import { describe, expect } from 'vitest'
import { withDatabase } from '../test/testing/database.ts'
import { JobTable, queueCollection } from './job-table.ts'

const minuteMs = 60_000
const fromNow = (ms: number) => new Date(Date.now() + ms)
const aJob = (at = fromNow(-1), key = 'k') => ({ name: 'step', key, data: { key }, at })

const it = withDatabase
  .extend('table', async ({ db }) => {
    const table = new JobTable(db.connection)
    await table.ensureIndexes()
    return table
  })
  .extend('rows', ({ db }) => db.connection.collection(queueCollection))
  .extend(
    'row',
    ({ rows }) =>
      async () =>
        rows.findOne({}),
  )
  .extend(
    'next',
    ({ table }) =>
      (worker: string, lockDeadline = fromNow(-10 * minuteMs)) =>
        table.getNextJobToRun('step', fromNow(0), lockDeadline, undefined, { lastModifiedBy: worker }),
  )

// What we count on of Agenda's repository: a version that breaks one of these must not be taken.
describe('Agenda', () => {
  it('takes up a job armed by us, as due, with its data, under an id of the kind it expects', async ({
    table,
    row,
    next,
  }) => {
    await table.arm([aJob()])
    expect((await row())?._id).toBeInstanceOf(ObjectId)
    expect(await next('w1')).toMatchObject({ name: 'step', data: { key: 'k' } })
  })
  it('leaves a job that is not due yet', async ({ table, next }) => {
    await table.arm([aJob(fromNow(minuteMs))])
    expect(await next('w1')).toBeUndefined()
  })
  it('gives a job to one worker only, and notes which', async ({ table, row, next }) => {
    await table.arm([aJob()])
    const workers = ['w1', 'w2', 'w3']
    const taken = await Promise.all(workers.map((worker) => next(worker)))
    const winners = workers.filter((_, index) => taken[index] !== undefined)
    expect(winners).toHaveLength(1)
    expect(await row()).toMatchObject({ lockedAt: expect.any(Date), lastModifiedBy: winners[0] })
  })
  it('gives a job whose lock is older than the deadline to the next', async ({ table, next }) => {
    await table.arm([aJob()])
    await next('died')
    expect(await next('w2', fromNow(minuteMs))).toMatchObject({ name: 'step' })
  })
  it('writes a job that ended from memory, its next time and lock included', async ({ table, row, next }) => {
    await table.arm([aJob()])
    const job = await next('w1')
    const again = fromNow(minuteMs)
    await table.saveJobState({ ...job, nextRunAt: again, lockedAt: undefined } as never, undefined)
    expect(await row()).toMatchObject({ nextRunAt: again, lockedAt: null })
  })
  it('locks no job whose time has moved, not even one it takes to have none', async ({
    table,
    rows,
    next,
  }) => {
    await table.arm([aJob()])
    const job = await next('w1')
    await rows.updateOne({}, { $set: { lockedAt: null } })
    expect(await table.lockJob({ ...job, nextRunAt: undefined } as never, undefined)).toBeUndefined()
  })
  it('removes a job by its id', async ({ table, next }) => {
    await table.arm([aJob(), aJob(fromNow(0), 'other')])
    const job = await next('w1')
    await table.removeJobs({ id: job?._id })
    expect(await table.count('step')).toBe(1)
  })
})

describe('arming', () => {
  it('makes one job of a name and key, however many do it at once', async ({ table }) => {
    await Promise.all(Array.from({ length: 10 }, () => table.arm([aJob(), aJob(fromNow(0), 'other')])))
    expect(await table.count('step')).toBe(2)
  })
  it('moves a job forward, never back', async ({ table, row }) => {
    const soon = fromNow(minuteMs)
    for (const at of [fromNow(2 * minuteMs), soon, fromNow(3 * minuteMs)]) await table.arm([aJob(at)])
    expect((await row())?.nextRunAt).toEqual(soon)
  })
  it('leaves a running job alone', async ({ table, rows, row }) => {
    await table.arm([aJob()])
    const running = { lockedAt: new Date(), nextRunAt: null }
    await rows.updateOne({}, { $set: running })
    await table.arm([aJob()])
    expect(await row()).toMatchObject(running)
  })
  it('gives a time to a job that a failure left without one', async ({ table, rows, row }) => {
    await table.arm([aJob()])
    await rows.updateOne({}, { $set: { nextRunAt: null } })
    const at = fromNow(minuteMs)
    await table.arm([aJob(at)])
    expect((await row())?.nextRunAt).toEqual(at)
  })
})

it('locks nothing once it was told to, and gives back what it is just locking', async ({
  table,
  rows,
  row,
  next,
}) => {
  await table.arm([aJob()])
  const asked = next('w1')
  await table.lockNoMore()
  expect(await asked).toBeUndefined()
  expect((await row())?.lockedAt ?? null).toBeNull()
  expect(await next('w2')).toBeUndefined()
  expect(await rows.countDocuments({ lastModifiedBy: 'w2' })).toBe(0)
})

it('frees what dead workers held, and nothing of the living', async ({ table, rows, next }) => {
  await table.arm([aJob(), aJob(fromNow(0), 'other')])
  await next('dead')
  await next('living')
  expect(await table.freeLocksBut(['living', 'another'])).toBe(1)
  expect((await rows.find({ lockedAt: null }).toArray()).map((job) => job.lastModifiedBy)).toEqual(['dead'])
})

describe('a job whose end the store did not take', () => {
  /** Ends it as Agenda does, while the store takes no writes. */
  async function endInVain(table: JobTable, job: object) {
    const full = async () => {
      throw new Error('no space left')
    }
    const taking = table.collection.updateOne
    table.collection.updateOne = full
    try {
      await expect(
        table.saveJobState({ ...job, nextRunAt: undefined, lockedAt: undefined } as never, undefined),
      ).rejects.toThrow('no space')
    } finally {
      table.collection.updateOne = taking
    }
  }

  it('is given back as soon as it takes writes again, once', async ({ table, row, next }) => {
    await table.arm([aJob()])
    await endInVain(table, (await next('w1')) ?? {})
    expect(await row()).toMatchObject({ lockedAt: expect.any(Date) })
    expect([await table.freeUnwritten(), await table.freeUnwritten()]).toEqual([1, 0])
    expect(await next('w2')).toMatchObject({ name: 'step' })
  })

  it('is left to whoever has locked it since', async ({ table, row, rows, next }) => {
    await table.arm([aJob()])
    await endInVain(table, (await next('w1')) ?? {})
    const lockedAt = fromNow(minuteMs)
    await rows.updateOne({}, { $set: { lockedAt, lastModifiedBy: 'w2' } })
    expect(await table.freeUnwritten()).toBe(0)
    expect(await row()).toMatchObject({ lockedAt, lastModifiedBy: 'w2' })
  })
})
