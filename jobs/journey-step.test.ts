import { afterEach, beforeEach, expect, it } from 'vitest'
import { aJourneyWorld, type JourneyWorld } from '../domain/journeys/testing/world.ts'
import { silentLog } from '../domain/log.ts'
import { queueCollection } from '../models/job-table.ts'
import type { Run } from '../models/run.ts'
import { createJobs, type Jobs } from './create-jobs.ts'

const hourMs = 3_600_000

let world: JourneyWorld
let jobs: Jobs[]
beforeEach(async () => {
  world = await aJourneyWorld()
  jobs = ['w1', 'w2'].map((workerId) =>
    createJobs({
      connection: world.connection,
      workerId,
      journeys: world.newJourneys(workerId),
      sweepers: [{ name: 'customers', sweep: () => world.customers.sweep() }],
      clock: world.clock,
      log: silentLog,
      options: { sweepEveryMs: 100, pollEveryMs: 50 },
    }),
  )
})
afterEach(async () => {
  await Promise.all(jobs.map((one) => one.close()))
  await world.drop()
})

it('two workers take everybody to the end, each message once, although every job was lost on the way', async () => {
  await world.publish({
    journey: 'j',
    entry: { api: true },
    steps: {
      rest: { wait: '1 hour', next: 'say' },
      say: { send: { message: 'hello' }, next: 'again' },
      again: { wait: '1 hour', next: 'bye' },
      bye: { send: { message: 'again' }, next: 'end' },
    },
  })
  await Promise.all(jobs.map((one) => one.start()))
  const crowd = await world.crowd(8)
  await Promise.all(crowd.map(({ _id }) => world.journeys.enter('j', _id, 'test')))
  const until = async (holds: (run: Run) => boolean) => {
    for (const started = performance.now(); performance.now() - started < 10_000; ) {
      if ((await world.allRuns()).every(holds)) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('the runs did not get there in ten seconds')
  }
  world.clock.advance(hourMs)
  await until((run) => run.stepId === 'again' && run.lease === undefined)
  await world.connection.db!.collection(queueCollection).deleteMany({ name: 'journey.step' })
  world.clock.advance(hourMs)
  await until((run) => run.state === 'ended')
  await Promise.all(jobs.map((one) => one.drain()))
  expect(world.senders.sms.calls).toHaveLength(16)
  expect(new Set(world.texts()).size).toBe(16)
  expect((await world.allRuns()).every(({ endReason }) => endReason === 'completed')).toBe(true)
})
