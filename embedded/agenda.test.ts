import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStore, type TestStore } from './testing/store.ts'

function latch(): { promise: Promise<void>; open: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, open: () => resolve() }
}

// Agenda polls by the wall clock, so these few tests wait for it; nothing of the business clock is involved.
describe('Agenda on the embedded store', () => {
  let store: TestStore
  let agenda: Agenda

  beforeAll(async () => {
    store = await aStore()
    agenda = new Agenda({
      backend: new MongoBackend({ mongo: store.db }),
      name: 'worker-1',
      processEvery: 20,
      defaultLockLimit: 5,
      maxConcurrency: 5,
    })
    await agenda.ready
  })
  afterAll(async () => {
    await agenda.stop()
    await store.end()
  })

  it('runs a job once and removes it, runs a repeating job again and again, finds and cancels', async () => {
    const ran: unknown[] = []
    let beats = 0
    const done = latch()
    const beatThrice = latch()
    agenda.define(
      'greet',
      (job) => {
        ran.push(job.attrs.data)
        done.open()
      },
      { removeOnComplete: true },
    )
    agenda.define('beat', () => {
      if (++beats === 3) beatThrice.open()
    })
    await agenda.start()
    await agenda.now('greet', { to: '客旅' })
    await agenda.every('0.1 seconds', 'beat')
    await agenda
      .create('later', { a: { b: 1 } })
      .unique({ 'data.a.b': 1 })
      .schedule(new Date('2099-01-01'))
      .save()
    await agenda
      .create('later', { a: { b: 1 } })
      .unique({ 'data.a.b': 1 })
      .schedule(new Date('2099-01-02'))
      .save()
    await Promise.all([done.promise, beatThrice.promise])
    expect(ran).toEqual([{ to: '客旅' }])

    const later = await agenda.queryJobs({ search: 'LATE' })
    expect(later).toMatchObject({ total: 1, jobs: [{ nextRunAt: new Date('2099-01-02') }] })
    expect((await agenda.getJobsOverview()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['beat', 'later']),
    )
    expect(await agenda.disable({ name: 'later' })).toBe(1)
    expect(await agenda.cancel({ name: 'later' })).toBe(1)
  })
})
